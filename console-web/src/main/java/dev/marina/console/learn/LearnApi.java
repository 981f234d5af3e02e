package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.feed.TableSource;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import java.io.IOException;
import java.util.Optional;

/// Labs of one cluster, asked as one person. Blocks.
record LearnApi(ClusterApi cluster) {

    static final String RUNS = "/apis/learn.marina.dev/v1/labruns";
    private static final String LABS = "/apis/learn.marina.dev/v1/labs";

    static Permission changing(String verb) {
        return new Permission(verb, "learn.marina.dev", "labruns", "", "");
    }

    Catalogue catalogue() throws IOException {
        return Catalogue.of(cluster.read(LABS));
    }

    Lab lab(String id) throws IOException {
        return Lab.of(cluster.read(LABS + "/" + id));
    }

    /// With the values of the run where there is one.
    JsonNode text(String lab, boolean run) throws IOException {
        return cluster.read("%s/%s/text".formatted(run ? RUNS : LABS, lab));
    }

    JsonNode story(String run) throws IOException {
        return cluster.read("%s/%s/story".formatted(RUNS, run));
    }

    Optional<Run> run(String name) throws IOException {
        try {
            return Optional.of(Run.of(cluster.read(RUNS + "/" + name)));
        } catch (TableSource.Refusal refusal) {
            if (refusal.status() == 404) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /// The one that is there already goes on.
    Run start(String lab) throws IOException {
        try {
            return Run.of(cluster.write("POST", RUNS, "application/json", RunChange.start(lab)));
        } catch (TableSource.Refusal refusal) {
            if (refusal.status() == 409) {
                return Run.of(cluster.read(RUNS + "/" + lab));
            }
            throw refusal;
        }
    }

    Run change(String run, String patch) throws IOException {
        return Run.of(cluster.write("PATCH", RUNS + "/" + run, RunChange.TYPE, patch));
    }

    void end(String run) throws IOException {
        cluster.write("DELETE", RUNS + "/" + run, "application/json", "{}");
    }
}
