package cephei.bench;

/** The events of the workloads: each is a function of its number, as in the Go package "workload". */
final class Generator {
    static final long T0_MS = 1_000_000;

    private static final long SEED = 42;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final String[] EXCHANGES = {"A", "B", "C", "D"};
    private static final String[] PROGRAMS = {"sshd", "nginx", "cron", "kernel", "postgres", "systemd",
        "dockerd", "sudo", "dhclient", "ntpd"};
    private static final String[] WORDS = {"timeout", "refused", "reset", "denied", "accepted", "closed",
        "opened", "retry", "overflow", "failed", "started", "stopped", "restart", "invalid", "expired",
        "missing", "blocked", "dropped", "slow", "unknown"};

    private final String[] keys;
    private final String[] services = new String[20];
    private final String[] messages = new String[64];

    Generator(char prefix, int n) {
        keys = new String[n];
        for (int i = 0; i < n; i++) {
            keys[i] = prefix + String.format("%07d", i);
        }
        for (int i = 0; i < services.length; i++) {
            services[i] = String.format("svc%02d", i);
        }
        for (int m = 0; m < messages.length; m++) {
            messages[m] = "conn " + WORDS[m % 20] + " from peer " + WORDS[(m / 3) % 20] + " after " + m + " ms";
        }
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Random word k of event i. */
    private static long word(long i, int k) {
        return mix(SEED + (4 * i + k + 1) * GOLDEN);
    }

    private static int hi(long u, int n) {
        return (int) (((u >>> 32) * n) >>> 32);
    }

    private static int lo(long u, int n) {
        return (int) (((u & 0xffffffffL) * n) >>> 32);
    }

    private static double value(long u) {
        return lo(u, 1 << 20) / 1024.0;
    }

    Object[] trade(long i, long ts) {
        long a = word(i, 0);
        long b = word(i, 1);
        return new Object[] {keys[hi(a, keys.length)], EXCHANGES[lo(b, 4)], lo(a, 1000) * 0.25,
            1L + hi(b, 1000), ts};
    }

    Object[] metric(long i, long ts) {
        long a = word(i, 0);
        return new Object[] {keys[hi(a, keys.length)], services[hi(word(i, 1), 20)], value(a), ts};
    }

    Object[] log(long i, long ts) {
        long a = word(i, 0);
        long b = word(i, 1);
        long c = word(i, 2);
        return new Object[] {keys[hi(a, keys.length)], PROGRAMS[lo(a, 10)], hi(b, 8), 200 + lo(b, 400),
            lo(c, 40000) * 0.25, messages[hi(c, 64)], ts};
    }

    Object[] req(long i, long ts) {
        return new Object[] {i >> 1, value(word(i, 0)), ts};
    }

    Object[] resp(long i, long ts) {
        long a = word(i, 0);
        return new Object[] {(i >> 1) - hi(a, keys.length), value(a), ts};
    }

    /** A side of the joins; both sides are drawn alike. */
    Object[] side(long i) {
        long a = word(i, 0);
        return new Object[] {(long) hi(a, keys.length), value(a)};
    }

    Object[] query(long i, long ts) {
        return new Object[] {keys[hi(word(i, 0), keys.length)], ts};
    }

    Object[] sampleEvent(long i) {
        long a = word(i, 0);
        return new Object[] {keys[hi(a, keys.length)], 1L + lo(a, 10000)};
    }

    Object[] sampleKey(long i) {
        long a = word(i, 0);
        return new Object[] {hi(a, 1000), lo(a, 1000)};
    }
}
