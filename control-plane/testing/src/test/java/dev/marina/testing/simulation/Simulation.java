package dev.marina.testing.simulation;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Decoder;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Writes;
import dev.marina.testing.simulation.FaultyClient.Write;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// One cluster with its control plane under a random schedule. Whoever may do something next does it when a random generator says so:
/// controllers, scheduler, kubelets, people, the clock. At any write of the control plane others may come in between, the write may be
/// refused, be slow, its answer be lost, and the process be killed; watches lose changes, machines are cut off and destroyed. Everything is
/// decided by one seed, which repeats the run. When no more faults happen, everything has to become as it is wanted, and in the end to go.
final class Simulation implements FaultyClient.Around {

    static final String NAMESPACE = "shop";
    private static final int STEPS = 220;
    private static final int ROUNDS = 400;
    private static final int MOST_IN_A_ROUND = 3_000;
    private static final int DEEPEST = 2;
    private static final Duration ROUND = Duration.ofSeconds(10);

    final RandomGenerator random;
    final SimulatedNodes nodes;
    /// Whether machines and pods fail by themselves. Where they do not, what is missing is missing by the control plane's doing.
    final boolean calm;
    private final SimulatedPlatform platform;
    private final ClusterId cluster;
    private final Decoder decoder = new Decoder();
    private final Writes people;
    private final List<Workload> workloads;
    private final List<String> history = new ArrayList<>();
    private Optional<SimulatedControlPlane> plane = Optional.empty();
    private boolean faulty;
    private boolean ends;
    private int depth;
    private Optional<String> violation = Optional.empty();
    private Optional<Supplier<Document>> figures = Optional.empty();

    /// The process is killed: nobody may catch it, and nothing of it writes any more.
    static final class Killed extends Error {
        Killed() {
            super("the control plane is killed", null, false, false);
        }
    }

    Simulation(SimulatedPlatform platform, long seed, Scenario scenario) {
        this.platform = platform;
        this.random = new Random(seed);
        this.cluster = platform.cluster(seed);
        this.calm = scenario.calm(random);
        this.people = new Writes(platform.server.client(), decoder, new Call(cluster, "somebody", Cause.request("simulation")));
        this.nodes = new SimulatedNodes(people, this::snapshot, platform.clock::instant);
        this.workloads = scenario.workloads(this);
    }

    void run() throws InterruptedException {
        try {
            begin();
            faulty = true;
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            faulty = false;
            recover();
            settle(this::unsettled);
            end();
            settle(this::remains);
        } finally {
            plane.ifPresent(SimulatedControlPlane::kill);
            platform.remove(cluster);
        }
    }

    private void begin() {
        people.create(Types.NAMESPACES, new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build());
        for (int i = 0; i < 3; i++) {
            nodes.add(2_000);
        }
        workloads.forEach(Workload::create);
        plane = Optional.of(start());
    }

    private SimulatedControlPlane start() {
        ClusterClient client = new FaultyClient(platform.server.client(), this);
        return new SimulatedControlPlane(platform, cluster, client, new MeteredReads(platform.server.reads(), () -> figures.map(Supplier::get)), new Decoder(),
                random);
    }

    /// At most one of these is under way in the middle of another one.
    private void step() throws InterruptedException {
        if (plane.isEmpty() && depth == 0 && random.nextInt(3) == 0) {
            tell("the control plane begins anew");
            plane = Optional.of(start());
        }
        switch (random.nextInt(20)) {
            case 0, 1 -> pass(Duration.ofSeconds(random.nextInt(9)));
            case 2, 3, 4, 5, 6 -> any(nodes.reachable()).ifPresent(this::progress);
            case 7 -> {
                if (random.nextInt(2) == 0) {
                    any(workloads).ifPresent(Workload::change);
                }
            }
            case 8 -> {
                if (random.nextInt(5) == 0) {
                    trouble();
                }
            }
            default -> {
                if (plane.isPresent()) {
                    work(plane.get());
                }
            }
        }
    }

    private void work(SimulatedControlPlane living) throws InterruptedException {
        try {
            living.step();
        } catch (Killed _) {
            // what it was at ends here
        }
    }

    private void pass(Duration time) {
        platform.clock.advance(time);
        nodes.report();
    }

    private void progress(Pod pod) {
        if (!nodes.progress(pod)) {
            workloads.forEach(workload -> workload.progress(pod));
        }
    }

    private void trouble() {
        switch (random.nextInt(calm ? 2 : 5)) {
            case 0 -> {
                tell("a watch loses changes");
                plane.ifPresent(SimulatedControlPlane::loseWatch);
            }
            case 1 -> {
                tell("lost watches are found");
                plane.ifPresent(SimulatedControlPlane::findLostWatches);
            }
            case 2 -> any(nodes.names()).ifPresent(name -> {
                tell(name + " is cut off");
                nodes.cutOff(name);
            });
            case 3 -> {
                tell("all machines are connected");
                nodes.rejoin();
                pass(Duration.ofSeconds(random.nextInt(120)));
            }
            default -> {
                if (nodes.names().size() > 2) {
                    String name = any(nodes.names()).orElseThrow();
                    tell(name + " is destroyed");
                    nodes.destroy(name);
                } else {
                    tell("a machine comes");
                    nodes.add(2_000);
                }
            }
        }
    }

    @Override
    public Optional<String> before(Write write) {
        alive();
        // judged as whoever decided could know it: what happens between their look and their write they cannot, but for what makes the server refuse it
        Optional<String> wrong = ends ? Optional.empty() : workloads.stream().flatMap(workload -> workload.wrong(write).stream()).findFirst();
        if (faulty) {
            maybe(0.15, this::othersComeBetween);
            maybe(0.01, this::kill);
            maybe(0.03, () -> pass(Duration.ofSeconds(random.nextInt(31))));
            maybe(0.04, () -> refuse(write));
        }
        tell(write.toString());
        alive();
        return wrong;
    }

    @Override
    public void after(Write write, Optional<String> wrong) {
        wrong.ifPresent(this::violated);
        check();
        if (faulty) {
            maybe(0.01, this::kill);
            maybe(0.03, () -> {
                tell("  and the answer is lost");
                throw new StatusException(504, "Timeout", "nobody knows whether this was done", StatusException.Details.NONE);
            });
        }
        alive();
    }

    private void maybe(double chance, Runnable what) {
        if (random.nextDouble() < chance) {
            what.run();
        }
    }

    private void othersComeBetween() {
        if (depth == DEEPEST) {
            return;
        }
        depth++;
        tell("(");
        try {
            for (int i = 1 + random.nextInt(4); i > 0 && violation.isEmpty(); i--) {
                step();
                check();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a simulation is not interrupted", e);
        } finally {
            tell(")");
            depth--;
        }
        alive();
    }

    private void kill() {
        tell("the control plane is killed");
        plane.ifPresent(SimulatedControlPlane::kill);
        plane = Optional.empty();
        throw new Killed();
    }

    /// Whoever was in the middle of something when it was killed does not go on.
    private void alive() {
        if (plane.isEmpty() || violation.isPresent()) {
            throw new Killed();
        }
    }

    private void refuse(Write write) {
        tell("refused: " + write);
        boolean conflict = random.nextBoolean() && !write.verb().equals("create");
        throw conflict
                ? StatusException.conflict(write.key().resource(), write.key().name(), "the object has been modified")
                : StatusException.unavailable("the store does not answer");
    }

    /// No more faults: everything that was in trouble is as it should be.
    private void recover() throws InterruptedException {
        tell("no more faults");
        if (plane.isEmpty()) {
            plane = Optional.of(start());
        }
        plane.get().findLostWatches();
        nodes.rejoin();
    }

    private void end() {
        tell("all of it is to go");
        ends = true;
        if (random.nextBoolean()) {
            people.delete(Types.NAMESPACES, snapshot().find(Types.NAMESPACES, "", NAMESPACE).orElseThrow());
        } else {
            workloads.forEach(Workload::delete);
        }
    }

    private void settle(Function<Snapshot, Optional<String>> missing) throws InterruptedException {
        Optional<String> last = Optional.empty();
        for (int round = 0; round < ROUNDS; round++) {
            try {
                plane.orElseThrow().exhaust(MOST_IN_A_ROUND);
            } catch (Killed _) {
                // by what must not be, which is told now
            }
            check();
            last = missing.apply(snapshot());
            if (last.isEmpty()) {
                return;
            }
            nodes.reachable().forEach(this::progress);
            check();
            pass(ROUND);
        }
        throw new AssertionError("does not come about: " + last.orElseThrow());
    }

    private Optional<String> unsettled(Snapshot now) {
        return workloads.stream().flatMap(workload -> workload.unsettled().stream()).findFirst().or(() -> Rules.orphan(now)).or(() -> Rules.waitsInVain(now));
    }

    private Optional<String> remains(Snapshot now) {
        List<Pod> pods = now.list(Types.PODS, NAMESPACE);
        return pods.isEmpty() ? Rules.orphan(now).or(() -> Rules.left(now, NAMESPACE)) : Optional.of("pods are left: " + names(pods));
    }

    private void check() {
        if (violation.isEmpty()) {
            nodes.twice().or(() -> Rules.overcommitted(snapshot()))
                    .or(() -> workloads.stream().filter(_ -> !ends).flatMap(workload -> workload.broken().stream()).findFirst()).ifPresent(this::violated);
        }
        if (depth == 0) {
            violation.ifPresent(what -> {
                throw new AssertionError(what);
            });
        }
    }

    private void violated(String what) {
        if (violation.isEmpty()) {
            tell("VIOLATED: " + what);
            violation = Optional.of(what);
        }
    }

    Snapshot snapshot() {
        return new Snapshot(platform.store.image(cluster), decoder);
    }

    /// Of those who use the cluster.
    Writes people() {
        return people;
    }

    ClusterClient server() {
        return platform.server.client();
    }

    /// What is measured of pods.
    void metered(Supplier<Document> measured) {
        figures = Optional.of(measured);
    }

    /// Whether the control plane may be in the middle of something.
    boolean inBetween() {
        return depth > 0;
    }

    boolean faulty() {
        return faulty;
    }

    Instant now() {
        return platform.clock.instant();
    }

    <T> Optional<T> any(List<T> of) {
        return of.isEmpty() ? Optional.empty() : Optional.of(of.get(random.nextInt(of.size())));
    }

    static List<String> names(List<Pod> pods) {
        return pods.stream().map(pod -> "%s (%s%s%s on %s)".formatted(pod.getMetadata().getName(), PodState.phase(pod), PodState.ready(pod) ? ", ready" : "",
                PodState.terminating(pod) ? ", going" : "", PodState.nodeName(pod))).toList();
    }

    void tell(String what) {
        history.add("%9.3f %s%s".formatted(platform.nanos() / 1e9, "  ".repeat(depth), what));
    }

    List<String> history() {
        return history;
    }
}
