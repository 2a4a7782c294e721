package cephei.bench;

/** Counts nanoseconds in buckets that are 1/64 of the value wide, as in the Go package "measure". */
final class Histogram {
    private static final int SUB_BITS = 6;

    private final long[] buckets = new long[64 << SUB_BITS];
    private long n;
    private long max;

    void add(long ns) {
        ns = Math.max(ns, 0);
        buckets[bucketOf(ns)]++;
        n++;
        max = Math.max(max, ns);
    }

    private static int bucketOf(long ns) {
        if (ns < 1 << SUB_BITS) {
            return (int) ns;
        }
        int shift = 63 - Long.numberOfLeadingZeros(ns) - SUB_BITS;
        return ((shift + 1) << SUB_BITS) + (int) (ns >>> shift) - (1 << SUB_BITS);
    }

    private static long lowerNs(int bucket) {
        if (bucket < 1 << SUB_BITS) {
            return bucket;
        }
        int shift = (bucket >> SUB_BITS) - 1;
        return (long) ((bucket & ((1 << SUB_BITS) - 1)) + (1 << SUB_BITS)) << shift;
    }

    double quantileUs(double q) {
        long rank = (long) (q * n);
        long seen = 0;
        for (int b = 0; b < buckets.length; b++) {
            seen += buckets[b];
            if (seen > rank) {
                return lowerNs(b) / 1e3;
            }
        }
        return max / 1e3;
    }

    double maxUs() {
        return max / 1e3;
    }
}
