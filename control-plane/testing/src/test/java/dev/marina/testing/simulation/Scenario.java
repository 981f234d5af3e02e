package dev.marina.testing.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What runs in a simulated cluster.
enum Scenario {

    DEPLOYMENT(simulation -> List.of(new SimulatedDeployment(simulation, "web"))),
    STATEFUL_SET(simulation -> List.of(new SimulatedStatefulSet(simulation, "db"))),
    DAEMON_SET(simulation -> List.of(new SimulatedDaemonSet(simulation, "agent"))),
    JOB(simulation -> List.of(new SimulatedJob(simulation, "pi"))),
    QUOTA(simulation -> List.of(new SimulatedQuota(simulation, "tight"))),
    BUDGET(simulation -> List.of(new SimulatedBudget(simulation, "guarded"))),
    PREEMPTION(simulation -> List.of(new SimulatedPreemption(simulation, "crowd"))),
    TOGETHER(Scenario::together),
    CRON_JOB(simulation -> List.of(new SimulatedCronJob(simulation, "often"))),
    AUTOSCALER(simulation -> List.of(new SimulatedAutoscaler(simulation, "scaled"))),
    CLAIMS(simulation -> List.of(new SimulatedClaims(simulation, "disk"))),
    DEVICES(simulation -> List.of(new SimulatedDevices(simulation, "gpu"))),
    GANG(simulation -> List.of(new SimulatedGang(simulation, "gang")));

    private final Function<Simulation, List<Workload>> workloads;

    Scenario(Function<Simulation, List<Workload>> workloads) {
        this.workloads = workloads;
    }

    static Scenario of(long seed) {
        String only = System.getProperty("marina.scenario");
        return only != null ? valueOf(only) : values()[(int) (seed % values().length)];
    }

    boolean calm(RandomGenerator random) {
        return random.nextBoolean();
    }

    List<Workload> workloads(Simulation simulation) {
        return workloads.apply(simulation);
    }

    private static List<Workload> together(Simulation simulation) {
        List<Workload> all = new ArrayList<>(List.of(new SimulatedDeployment(simulation, "web"), new SimulatedStatefulSet(simulation, "db"),
                new SimulatedDaemonSet(simulation, "agent"), new SimulatedJob(simulation, "pi")));
        Collections.shuffle(all, Random.from(simulation.random));
        return all.subList(0, 2 + simulation.random.nextInt(3));
    }
}
