package dev.marina.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Goal;
import dev.marina.labs.content.Lab;
import dev.marina.labs.trial.LabScript;
import dev.marina.labs.trial.LabTrials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A run of a lab on real nodes. What it made goes with it.
final class LabAttempt implements AutoCloseable {

    private static final String MET = "met";
    private static final Duration BEGINNING = Duration.ofMinutes(2);
    private static final Duration REACHED = Duration.ofMinutes(4);
    private static final Duration QUIET = Duration.ofMinutes(3);
    /// Longer than containers take to start, and than figures are believed.
    private static final Duration AT_REST = Duration.ofSeconds(8);
    /// What a learner who reads on lets pass between two commands.
    private static final Duration READING = Duration.ofSeconds(2);
    private static final int UNKNOWN = 401;

    private final Tenant tenant;
    private final Lab lab;
    private final String name;
    private final Filling filling;
    /// Lives for some minutes.
    private String token;

    /// @param seed from which the run's names and numbers are drawn
    LabAttempt(Tenant tenant, Lab lab, String name, int seed) {
        this.tenant = tenant;
        this.lab = lab;
        this.name = name;
        this.token = tenant.token();
        tenant.kubectlWithInput("""
                {"apiVersion":"learn.marina.dev/v1","kind":"LabRun","metadata":{"name":"%s"},"spec":{"lab":"%s","seed":%d}}""".formatted(name, lab.id(), seed),
                "create", "-f", "-").succeeded();
        JsonNode status = Await.until("the run is graded", BEGINNING, this::status, seen -> seen.path("phase").asText().equals("Running"));
        Map<String, String> values = new LinkedHashMap<>();
        status.path("values").properties().forEach(value -> values.put(value.getKey(), value.getValue().asText()));
        this.filling = new Filling(values);
    }

    /// Asked many times: by HTTP, since each kubectl takes as long as all the rest.
    private JsonNode get(String path) {
        Answer answer = tenant.get(path, token);
        if (answer.status() == UNKNOWN) {
            token = tenant.token();
            answer = tenant.get(path, token);
        }
        return answer.expect(200).json();
    }

    private JsonNode status() {
        return get("/apis/learn.marina.dev/v1/labruns/" + name).path("status");
    }

    /// Whoever does nothing meets no goal.
    void awaitUntouched() {
        awaitRest(AT_REST);
        Map<String, String> states = states();
        if (states.containsValue(MET)) {
            throw new AssertionError("untouched it meets goals: " + sees());
        }
    }

    /// @param seen of how the goal stands: its state, and what is there
    void awaitSeen(String goal, Predicate<String> seen) {
        Await.until("goal %s is as it is meant".formatted(goal), REACHED, () -> sees().getOrDefault(goal, ""), seen);
    }

    void solve(LabScript solution) {
        LabScript.Ran ran = run(solution);
        if (ran.exit() != 0) {
            throw new AssertionError("the solution ended with %d: %s".formatted(ran.exit(), ran.output()));
        }
        awaitMet(goals());
        Await.until("it is passed", BEGINNING, () -> status().path("phase").asText(), "Passed"::equals);
    }

    /// All goals but those that it is meant to miss are met; these are still missed when nothing happens any more.
    void miss(LabTrials.Mutant mutant) {
        if (!goals().containsAll(mutant.fails())) {
            throw new AssertionError("names goals that are not there: %s; there are %s".formatted(mutant.fails(), goals()));
        }
        awaitRest(READING);
        LabScript.Ran ran = run(mutant.script());
        Set<String> others = goals();
        others.removeAll(mutant.fails());
        try {
            awaitMet(others);
        } catch (AssertionError e) {
            throw new AssertionError("%s; it ended with %d: %s".formatted(e.getMessage(), ran.exit(), ran.output()), e);
        }
        awaitRest(AT_REST);
        Map<String, String> states = states();
        if (states.entrySet().stream().anyMatch(goal -> goal.getValue().equals(MET) == mutant.fails().contains(goal.getKey()))) {
            throw new AssertionError("is meant to miss %s: %s".formatted(mutant.fails(), sees()));
        }
    }

    /// Commands that run anywhere, and those that only real nodes do.
    void followText() {
        awaitRest(READING);
        for (String command : lab.text().get("en").filled(filling).commandsOnRealNodes()) {
            LabScript script = new LabScript(command);
            LabScript.Ran ran = run(script);
            if (!script.meant(ran)) {
                throw new AssertionError("ended with %d: %s%s".formatted(ran.exit(), command, ran.output()));
            }
            awaitRest(READING);
        }
    }

    private LabScript.Ran run(LabScript script) {
        try {
            return script.run(tenant.kubeconfig(), environment());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// The run's values, and what a learner does by pages of the console that ask REST.
    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(filling.values());
        environment.put("MARINA_CLUSTER", tenant.clusterAddress("default"));
        environment.put("MARINA_TOKEN", tenant.token());
        return environment;
    }

    private Set<String> goals() {
        return new TreeSet<>(lab.goals().stream().map(Goal::id).toList());
    }

    private Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        status().path("goals").valueStream().forEach(goal -> states.put(goal.path("id").asText(), goal.path("state").asText()));
        return states;
    }

    /// How each goal stands, in words.
    private Map<String, String> sees() {
        Map<String, String> sees = new TreeMap<>();
        status().path("goals").valueStream()
                .forEach(goal -> sees.put(goal.path("id").asText(), goal.path("state").asText() + ", " + goal.at("/sees/en").asText()));
        return sees;
    }

    private void awaitMet(Set<String> wanted) {
        Await.until("goals %s are met".formatted(wanted), REACHED, this::sees,
                sees -> wanted.stream().allMatch(goal -> sees.getOrDefault(goal, "").startsWith(MET + ",")));
    }

    /// No pod and no goal has changed for a while, and none is held that might still be met.
    private void awaitRest(Duration still) {
        String[] last = {""};
        Instant[] since = {Instant.now()};
        Await.until("nothing happens any more", QUIET, () -> states() + " " + pods(), now -> {
            if (!now.equals(last[0]) || now.contains("holding")) {
                last[0] = now;
                since[0] = Instant.now();
            }
            return !Instant.now().isBefore(since[0].plus(still));
        });
    }

    private List<String> pods() {
        return get("/api/v1/namespaces/%s/pods".formatted(filling.values().get(Filling.NAMESPACE))).path("items").valueStream()
                .map(pod -> pod.at("/metadata/resourceVersion").asText()).toList();
    }

    @Override
    public void close() {
        tenant.kubectl("delete", "labrun", name, "--ignore-not-found").succeeded();
    }
}
