package dev.marina.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Somebody with a lab's page open: a cluster, a run of the first lab, and a watch of what the run says. One thread.
final class Learner implements AutoCloseable {

    private static final String RUNS = "/apis/learn.marina.dev/v1/labruns";
    private static final String LAB = "first-pod";
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final long PATIENCE_SECONDS = 120;

    private final ApiConnection api;
    private final BlockingQueue<Seen> runs = new LinkedBlockingQueue<>();
    private Document run = Document.empty();
    private int resets;

    /// @param nanos when its line was there
    private record Seen(long nanos, Document object) {}

    /// @param nanos from the answer to the change until the goal's state was seen
    /// @param floorNanos until the changed object itself was, by a watch of the same cluster
    record Sample(long nanos, long floorNanos) {}

    private Learner(ApiConnection api) {
        this.api = api;
    }

    /// Opens the lab; returns when it has begun.
    static Learner open(ApiConnection api) throws IOException, InterruptedException {
        Learner learner = new Learner(api);
        api.write("POST", RUNS, JSON, "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabRun\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"lab\":\"%s\"}}"
                .formatted(LAB, LAB), 201);
        learner.follow(api.open(RUNS + "?watch=1&fieldSelector=metadata.name%3D" + LAB), learner.runs);
        learner.await(run -> run.text("status", "phase").equals("Running"));
        return learner;
    }

    private void follow(InputStream events, BlockingQueue<Seen> into) {
        Thread.startVirtualThread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    long now = System.nanoTime();
                    into.add(new Seen(now, Document.parse(line.getBytes(StandardCharsets.UTF_8))));
                }
            } catch (IOException _) {
                // It is closed when the measurement is over; whoever still waits says what did not come.
            }
        });
    }

    /// When the run was seen to be so.
    private long await(Predicate<Document> wanted) throws InterruptedException {
        Seen seen = await(runs, wanted);
        run = seen.object;
        return seen.nanos;
    }

    private static Seen await(BlockingQueue<Seen> events, Predicate<Document> wanted) throws InterruptedException {
        Document last = Document.empty();
        while (true) {
            Seen next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException("this is the last that was seen within %d s: %s".formatted(PATIENCE_SECONDS, last));
            }
            last = Document.of((ObjectNode) next.object.at("object"));
            if (wanted.test(last)) {
                return new Seen(next.nanos, last);
            }
        }
    }

    private String pods() {
        return "/api/v1/namespaces/%s/pods".formatted(run.text("status", "namespace"));
    }

    /// Makes the pod that the lab asks for.
    void makePod() throws IOException, InterruptedException {
        api.write("POST", pods(), JSON,
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"marina/busybox:1\"}]}}"
                        .formatted(run.text("status", "values", "web")),
                201);
    }

    /// Does what a goal asks for.
    Sample label() throws IOException, InterruptedException {
        return change("\"%s\"".formatted(run.text("status", "values", "tier")), "met");
    }

    /// Takes it back.
    Sample unlabel() throws IOException, InterruptedException {
        return change("null", "regressed");
    }

    private Sample change(String tier, String state) throws IOException, InterruptedException {
        String name = run.text("status", "values", "web");
        BlockingQueue<Seen> pod = new LinkedBlockingQueue<>();
        try (InputStream events = api.open(pods() + "?watch=1&fieldSelector=metadata.name%3D" + name)) {
            follow(events, pod);
            await(pod, _ -> true);
            api.write("PATCH", pods() + "/" + name, MERGE, "{\"metadata\":{\"labels\":{\"tier\":%s}}}".formatted(tier), 200);
            long acknowledged = System.nanoTime();
            long goal = await(run -> state.equals(state(run)));
            boolean there = !tier.equals("null");
            Seen floor = await(pod, object -> object.has("metadata", "labels", "tier") == there);
            // An event may overtake the answer.
            return new Sample(Math.max(0, goal - acknowledged), Math.max(0, floor.nanos - acknowledged));
        }
    }

    private static String state(Document run) {
        for (JsonNode goal : run.at("status", "goals")) {
            if (goal.path("id").asText().equals("labelled")) {
                return goal.path("state").asText();
            }
        }
        return "";
    }

    /// Back to the start; nanoseconds from the request until the run goes on.
    long reset() throws IOException, InterruptedException {
        int number = ++resets;
        long begin = System.nanoTime();
        api.write("PATCH", RUNS + "/" + LAB, MERGE, "{\"spec\":{\"reset\":{\"number\":%d}}}".formatted(number), 200);
        return await(run -> run.at("status", "reset", "number").asInt() == number && run.text("status", "phase").equals("Running")) - begin;
    }

    ApiConnection api() {
        return api;
    }

    @Override
    public void close() {
        api.close();
    }
}
