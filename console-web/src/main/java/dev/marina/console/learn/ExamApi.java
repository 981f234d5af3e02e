package dev.marina.console.learn;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import java.io.IOException;
import java.util.List;

/// Exams of one cluster, asked as one person. Blocks.
record ExamApi(ClusterApi cluster) {

    static final String RUNS = "/apis/learn.marina.dev/v1/examruns";
    private static final String EXAMS = "/apis/learn.marina.dev/v1/exams";

    static Permission changing(String verb) {
        return new Permission(verb, "learn.marina.dev", "examruns", "", "");
    }

    List<Exam> exams() throws IOException {
        return Exam.all(cluster.read(EXAMS));
    }

    Paper paper(String run) throws IOException {
        return Paper.of(cluster.read("%s/%s/paper".formatted(RUNS, run)));
    }

    ExamResult result(String run) throws IOException {
        return ExamResult.of(cluster.read(RUNS + "/" + run));
    }

    /// Answers the name of the run.
    String begin(String exam, String name) throws IOException {
        ObjectNode run = JsonNodeFactory.instance.objectNode().put("apiVersion", "learn.marina.dev/v1").put("kind", "ExamRun");
        run.putObject("metadata").put("name", name);
        run.putObject("spec").put("exam", exam);
        return cluster.write("POST", RUNS, "application/json", run.toString()).path("metadata").path("name").asText();
    }

    void handIn(String run) throws IOException {
        cluster.write("PATCH", RUNS + "/" + run, RunChange.TYPE, RunChange.finish());
    }

    void remove(String run) throws IOException {
        cluster.write("DELETE", RUNS + "/" + run, "application/json", "{}");
    }

    /// Everything in the task's namespace goes, and it begins anew.
    void reset(String task) throws IOException {
        new LearnApi(cluster).change(task, RunChange.reset(Run.of(cluster.read(LearnApi.RUNS + "/" + task)), ""));
    }
}
