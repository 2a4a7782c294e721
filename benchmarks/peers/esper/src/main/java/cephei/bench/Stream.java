package cephei.bench;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.common.client.EventSender;

/** The mixtures of events, by name. In the mixed ones the event's number decides its type. */
enum Stream {
    Trade('S', "Trade"),
    Metric('h', "Metric"),
    Log('h', "Log"),
    ReqResp('h', "Req", "Resp"),
    AB('h', "A", "B"),
    MetricLog('h', "Metric", "Log"),
    MetricQuery('h', "Metric", "Query"),
    Sample('p', "SampleEvent"),
    SampleKey('h', "SampleKey");

    final char keyPrefix;
    private final String[] types;

    Stream(char keyPrefix, String... types) {
        this.keyPrefix = keyPrefix;
        this.types = types;
    }

    void register(Configuration configuration) {
        for (String type : types) {
            String[] names = columnsOf(type);
            Class<?>[] classes = classesOf(type);
            configuration.getCommon().addEventType(type, names, classes);
        }
    }

    private static String[] columnsOf(String type) {
        switch (type) {
            case "Trade": return new String[] {"symbol", "exch", "price", "volume", "ts"};
            case "Metric": return new String[] {"host", "service", "value", "ts"};
            case "Log": return new String[] {"host", "prog", "sev", "code", "dur", "msg", "ts"};
            case "Req":
            case "Resp": return new String[] {"id", "val", "ts"};
            case "A":
            case "B": return new String[] {"id", "val"};
            case "Query": return new String[] {"host", "ts"};
            case "SampleEvent": return new String[] {"p0", "p1"};
            default: return new String[] {"part0", "part1"};
        }
    }

    private static Class<?>[] classesOf(String type) {
        Class<?> s = String.class;
        Class<?> d = double.class;
        Class<?> l = long.class;
        Class<?> n = int.class;
        switch (type) {
            case "Trade": return new Class<?>[] {s, s, d, l, l};
            case "Metric": return new Class<?>[] {s, s, d, l};
            case "Log": return new Class<?>[] {s, s, n, n, d, s, l};
            case "Req":
            case "Resp": return new Class<?>[] {l, d, l};
            case "A":
            case "B": return new Class<?>[] {l, d};
            case "Query":
            case "SampleEvent": return new Class<?>[] {s, l};
            default: return new Class<?>[] {n, n};
        }
    }

    /** Sends events of this stream; a new object array for each. */
    Sender sender(Generator g, EPEventService service) {
        EventSender first = service.getEventSender(types[0]);
        EventSender second = types.length > 1 ? service.getEventSender(types[1]) : null;
        switch (this) {
            case Trade: return (i, ts) -> first.sendEvent(g.trade(i, ts));
            case Metric: return (i, ts) -> first.sendEvent(g.metric(i, ts));
            case Log: return (i, ts) -> first.sendEvent(g.log(i, ts));
            case Sample: return (i, ts) -> first.sendEvent(g.sampleEvent(i));
            case SampleKey: return (i, ts) -> first.sendEvent(g.sampleKey(i));
            default: return mixed(g, first, second);
        }
    }

    private Sender mixed(Generator g, EventSender first, EventSender second) {
        switch (this) {
            case ReqResp: return (i, ts) -> {
                if (i % 2 == 0) {
                    first.sendEvent(g.req(i, ts));
                } else {
                    second.sendEvent(g.resp(i, ts));
                }
            };
            case AB: return (i, ts) -> (i % 2 == 0 ? first : second).sendEvent(g.side(i));
            case MetricLog: return (i, ts) -> {
                if (i % 10 == 9) {
                    second.sendEvent(g.log(i, ts));
                } else {
                    first.sendEvent(g.metric(i, ts));
                }
            };
            default: return (i, ts) -> {
                if (i % 10 == 9) {
                    second.sendEvent(g.query(i, ts));
                } else {
                    first.sendEvent(g.metric(i, ts));
                }
            };
        }
    }

    /** Makes and sends event i. */
    interface Sender {
        void send(long i, long ts);
    }
}
