package cephei.bench;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.hook.exception.ExceptionHandler;
import com.espertech.esper.common.client.hook.exception.ExceptionHandlerFactory;
import com.espertech.esper.common.client.hook.exception.ExceptionHandlerFactoryContext;
import com.espertech.esper.common.client.util.EventUnderlyingType;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.DeploymentOptions;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPDeployment;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Reads a workload from standard input, runs it once, and prints the figures as a line of JSON. */
public final class Main {
    private final Spec spec;
    private final Sum sum = new Sum();
    private final Configuration configuration;
    private final EPRuntime runtime;
    private final EPEventService service;
    private Stream.Sender sender;
    private long nowMs = Generator.T0_MS;
    private long firstDeployNs;

    private Main(Spec spec) {
        this.spec = spec;
        configuration = configure();
        spec.stream.register(configuration);
        runtime = EPRuntimeProvider.getRuntime("bench", configuration);
        service = runtime.getEventService();
        service.advanceTime(nowMs);
    }

    /** Everything off that costs time and that one sending thread does not need. */
    private static Configuration configure() {
        Configuration c = new Configuration();
        c.getRuntime().getThreading().setInternalTimerEnabled(false);
        c.getRuntime().getThreading().setListenerDispatchPreserveOrder(false);
        c.getRuntime().getThreading().setInsertIntoDispatchPreserveOrder(false);
        c.getRuntime().getThreading().setNamedWindowConsumerDispatchPreserveOrder(false);
        c.getRuntime().getExecution().setDisableLocking(true);
        c.getRuntime().getExceptionHandling().addClass(Fail.class);
        c.getCommon().getEventMeta().setDefaultEventRepresentation(EventUnderlyingType.OBJECTARRAY);
        c.getCompiler().getByteCode().setAllowSubscriber(false);
        c.getCompiler().getByteCode().setAttachEPL(false);
        c.getCompiler().getByteCode().setAttachModuleEPL(false);
        return c;
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(new Main(Spec.read(in)).run());
        System.exit(0);
    }

    private String run() throws Exception {
        Generator generator = new Generator(spec.stream.keyPrefix, spec.nkey);
        long heapBefore = liveHeap();
        long start = System.nanoTime();
        long deployCpuNs = processNs();
        deploy();
        long deployNs = System.nanoTime() - start;
        deployCpuNs = processNs() - deployCpuNs;
        sender = spec.texts.isEmpty() ? buildOnly(generator) : spec.stream.sender(generator, service);
        send(0, spec.warm);

        long threadNs = threadNs();
        long cpuNs = processNs();
        String latency = "";
        start = System.nanoTime();
        if (spec.perSecond > 0) {
            latency = offer();
        } else {
            send(spec.warm, spec.warm + spec.meas);
        }
        long wallNs = System.nanoTime() - start;
        threadNs = threadNs() - threadNs;
        cpuNs = processNs() - cpuNs;
        long held = liveHeap() - heapBefore;
        return String.format(Locale.ROOT,
            "{\"system\":\"esper\",\"workload\":\"%s\",\"scale\":\"%s\",\"warm\":%d,\"meas\":%d,\"wall_ns\":%d,"
            + "\"thread_ns\":%d,\"cpu_ns\":%d,\"held_bytes\":%d,"
            + "\"deploy_ns\":%d,\"deploy_cpu_ns\":%d,\"first_deploy_ns\":%d,"
            + "\"rows\":%d,\"chk\":\"%016x\",\"f\":%s%s}",
            spec.id, spec.scale, spec.warm, spec.meas, wallNs, threadNs, cpuNs, held,
            deployNs, deployCpuNs, firstDeployNs, sum.rows, sum.chk, Double.toString(sum.f), latency);
    }

    /** Compiles each text once and deploys it once, or once for each set of parameters. */
    private void deploy() throws EPCompileException, EPDeployException {
        long start = System.nanoTime();
        for (String text : spec.texts) {
            EPCompiled compiled = EPCompilerProvider.getCompiler().compile(text, new CompilerArguments(configuration));
            if (spec.bindings.isEmpty()) {
                listen(runtime.getDeploymentService().deploy(compiled));
            }
            for (Map<String, Object> values : spec.bindings) {
                DeploymentOptions options = new DeploymentOptions();
                options.setStatementSubstitutionParameter(context -> {
                    for (String name : context.getSubstitutionParameterNames().keySet()) {
                        context.setObject(name, values.get(name));
                    }
                });
                listen(runtime.getDeploymentService().deploy(compiled, options));
            }
            if (firstDeployNs == 0) {
                firstDeployNs = System.nanoTime() - start;
            }
        }
    }

    private void listen(EPDeployment deployment) {
        for (EPStatement statement : deployment.getStatements()) {
            if (statement.getName().startsWith("out")) {
                statement.addListener(sum.listener(statement, spec.columns));
            }
        }
    }

    private volatile Object lastEvent;

    /** Without a rule only the making of the event is measured. */
    private Stream.Sender buildOnly(Generator generator) {
        return (i, ts) -> lastEvent = generator.trade(i, ts);
    }

    private void send(long from, long to) {
        for (long i = from; i < to; i++) {
            sendOne(i);
        }
    }

    private void sendOne(long i) {
        long ts = Generator.T0_MS + i / spec.perMs;
        if (ts > nowMs) {
            service.advanceTime(ts);
            nowMs = ts;
        }
        sender.send(i, ts);
    }

    /** Sends at a fixed rate; an event that is late because the one before was slow counts as late. */
    private String offer() {
        Histogram histogram = new Histogram();
        double stepNs = 1e9 / spec.perSecond;
        long start = System.nanoTime();
        for (long k = 0; k < spec.meas; k++) {
            long due = start + (long) (k * stepNs);
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            sendOne(spec.warm + k);
            histogram.add(System.nanoTime() - due);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, ",\"latency\":{\"offered_per_s\":%d,\"achieved_per_s\":%.0f,"
            + "\"p50_us\":%.3f,\"p99_us\":%.3f,\"p999_us\":%.3f,\"max_us\":%.3f}",
            spec.perSecond, spec.meas / seconds, histogram.quantileUs(0.5), histogram.quantileUs(0.99),
            histogram.quantileUs(0.999), histogram.maxUs());
    }

    private static long liveHeap() throws InterruptedException {
        for (int k = 0; k < 3; k++) {
            System.gc();
            Thread.sleep(50); // collectors free some things a moment later
        }
        Runtime r = Runtime.getRuntime();
        return r.totalMemory() - r.freeMemory();
    }

    private static long threadNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long processNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
    }

    /** A rule that throws makes the run void. */
    public static final class Fail implements ExceptionHandlerFactory {
        @Override
        public ExceptionHandler getHandler(ExceptionHandlerFactoryContext factoryContext) {
            return context -> {
                context.getThrowable().printStackTrace();
                System.exit(4);
            };
        }
    }
}
