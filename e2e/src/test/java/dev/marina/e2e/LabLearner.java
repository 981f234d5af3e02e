package dev.marina.e2e;

import dev.marina.labs.content.Lab;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Somebody who does one lab several times in a cluster of their own, differently each time. Used by one thread.
final class LabLearner implements AutoCloseable {

    private static final int NODES = 2;

    private final Marina marina;
    private final Lab lab;
    private final List<String> failures = new ArrayList<>();
    private Tenant tenant;
    private int attempts;

    LabLearner(Marina marina, Lab lab) {
        this.marina = marina;
        this.lab = lab;
        this.tenant = marina.signUp("lab").awaitNodes(NODES);
    }

    /// With nodes as they were made. Some labs wear them out: one that was short of something says so for minutes.
    private Tenant rested() {
        if (attempts > 1 && !tenant.kubectl("get", "nodes", "-o", "jsonpath={.items[*].spec.taints}").succeeded().output().isBlank()) {
            close();
            tenant = marina.signUp("lab").awaitNodes(NODES);
        }
        return tenant;
    }

    /// What fails is remembered, and does not keep the lab from being tried in other ways.
    void tries(String what, Consumer<LabAttempt> trial) {
        Instant begin = Instant.now();
        attempts++;
        String outcome;
        try (LabAttempt attempt = new LabAttempt(rested(), lab, what, attempts)) {
            trial.accept(attempt);
            outcome = "as it is meant";
        } catch (AssertionError e) {
            outcome = "FAILED: " + e.getMessage();
            failures.add(what + ": " + e.getMessage());
        }
        System.out.printf("lab %s: %s: %s, after %d s%n", lab.id(), what, outcome, Duration.between(begin, Instant.now()).toSeconds());
    }

    /// What nodes may write is set aside for each: their clusters go before the class ends.
    @Override
    public void close() {
        marina.delete(tenant.clusterPath("default"), tenant.token()).expect(202);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
