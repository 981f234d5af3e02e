package dev.marina.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/// What is to be measured, over and over until the compilers of the process that does it are at rest: a control plane runs for weeks, and in its first
/// minute most of its processor time is theirs.
///
/// @param most rounds, however busy they still are
record WarmUp(Meter meter, int most) {

    /// Of a round's processor time, what compilers may take of it.
    private static final double AT_REST = 0.04;

    /// Of the process that is measured; in seconds, since it started.
    interface Meter {
        double compiling() throws IOException;

        double processor() throws IOException;
    }

    interface Round {
        void run() throws Exception;
    }

    /// Of what runs in the load's own process.
    static WarmUp here(int most) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        return new WarmUp(new Meter() {
            @Override
            public double compiling() {
                return compilers.getTotalCompilationTime() / 1e3;
            }

            @Override
            public double processor() {
                return system.getProcessCpuTime() / 1e9;
            }
        }, most);
    }

    /// Returns what compilers took of the last round's processor time.
    double run(Round round) throws Exception {
        double share = 1;
        for (int i = 0; i < most && share > AT_REST; i++) {
            double compiling = meter.compiling();
            double processor = meter.processor();
            round.run();
            share = (meter.compiling() - compiling) / (meter.processor() - processor);
        }
        return share;
    }
}
