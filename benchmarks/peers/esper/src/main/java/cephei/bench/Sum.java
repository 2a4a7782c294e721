package cephei.bench;

import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.EventPropertyGetter;
import com.espertech.esper.common.client.EventType;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPStatement;
import com.espertech.esper.runtime.client.UpdateListener;
import java.util.List;

/** Number of rows and order-free checksum, as in the Go package "workload". */
final class Sum {
    private static final long SEED = 0xCBF29CE484222325L;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long NULL_BITS = 0x7FF8DEADBEEF0001L;

    long rows;
    long chk;
    double f;

    private static long fold(long h, long column) {
        h = (h ^ column) * GOLDEN;
        return h ^ (h >>> 32);
    }

    private static long bits(String s) {
        int n = Math.min(8, s.length());
        long v = 0;
        for (int i = 0; i < n; i++) {
            v = (v << 8) | (s.charAt(i) & 0xff);
        }
        return n == 0 ? 0 : v << (8 * (8 - n));
    }

    private enum Kind { STRING, DOUBLE, LONG, INT, TOLERANT }

    private static Kind kindOf(String name, Class<?> type) {
        if (name.startsWith("f_")) {
            return Kind.TOLERANT;
        }
        if (type == String.class) {
            return Kind.STRING;
        }
        if (type == Double.class || type == double.class) {
            return Kind.DOUBLE;
        }
        if (type == Long.class || type == long.class) {
            return Kind.LONG;
        }
        if (type == Integer.class || type == int.class) {
            return Kind.INT;
        }
        throw new IllegalArgumentException("column " + name + " of " + type);
    }

    /** A listener that adds a statement's insert stream to this sum. */
    UpdateListener listener(EPStatement statement, List<String> columns) {
        EventType type = statement.getEventType();
        String[] names = columns.isEmpty() ? type.getPropertyNames() : columns.toArray(new String[0]);
        Kind[] kinds = new Kind[names.length];
        EventPropertyGetter[] getters = new EventPropertyGetter[names.length];
        for (int c = 0; c < names.length; c++) {
            kinds[c] = kindOf(names[c], (Class<?>) type.getPropertyType(names[c]));
            getters[c] = type.getGetter(names[c]);
        }
        if (columns.isEmpty() && type.getUnderlyingType() == Object[].class) {
            return new ArrayListener(kinds);
        }
        return new GetterListener(kinds, getters);
    }

    private long foldValue(long h, Kind kind, Object v) {
        if (v == null) {
            return fold(h, NULL_BITS);
        }
        switch (kind) {
            case STRING: return fold(h, bits((String) v));
            case DOUBLE: return fold(h, Double.doubleToLongBits((Double) v + 0.0));
            case LONG: return fold(h, (Long) v);
            case INT: return fold(h, (Integer) v);
            default:
                f += (Double) v;
                return h;
        }
    }

    private void add(long h) {
        rows++;
        chk += h;
    }

    /** Rows that are object arrays in select order: no getters needed. */
    private final class ArrayListener implements UpdateListener {
        private final Kind[] kinds;

        ArrayListener(Kind[] kinds) {
            this.kinds = kinds;
        }

        @Override
        public void update(EventBean[] in, EventBean[] out, EPStatement statement, EPRuntime runtime) {
            if (in == null) {
                return;
            }
            for (EventBean row : in) {
                Object[] values = (Object[]) row.getUnderlying();
                long h = SEED;
                for (int c = 0; c < kinds.length; c++) {
                    h = foldValue(h, kinds[c], values[c]);
                }
                add(h);
            }
        }
    }

    /** Other rows: the columns asked for, through getters. */
    private final class GetterListener implements UpdateListener {
        private final Kind[] kinds;
        private final EventPropertyGetter[] getters;

        GetterListener(Kind[] kinds, EventPropertyGetter[] getters) {
            this.kinds = kinds;
            this.getters = getters;
        }

        @Override
        public void update(EventBean[] in, EventBean[] out, EPStatement statement, EPRuntime runtime) {
            if (in == null) {
                return;
            }
            for (EventBean row : in) {
                long h = SEED;
                for (int c = 0; c < kinds.length; c++) {
                    h = foldValue(h, kinds[c], getters[c].get(row));
                }
                add(h);
            }
        }
    }
}
