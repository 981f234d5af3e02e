package dev.marina.apiserver.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.marina.apiserver.fuzz.DirectServer.Answer;
import dev.marina.apiserver.fuzz.DirectServer.Somebody;
import dev.marina.store.ClusterRecord;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests with faults of every kind: none is answered by a failure of the server's own, none is left waiting, and nothing of them
/// stays in memory. The everyday run has some thousand; `-Dmarina.fuzz.cases=300000` has all, `-Dmarina.fuzz.seed=…` others, and
/// `-Dmarina.fuzz.only=…` one of them again.
class FuzzTest {

    private static final int CASES = Integer.getInteger("marina.fuzz.cases", 3_000);
    private static final long SEED = Long.getLong("marina.fuzz.seed", 1_000_000_000L);
    private static final long ONLY = Long.getLong("marina.fuzz.only", -1);
    /// After so many a new cluster begins, and the old one goes.
    private static final int ROUND = 5_000;
    private static final int ROUNDS_OF_WARMING_UP = 4;
    private static final int MOST_FAILURES = 10;
    private static final long MOST_KEPT_BYTES = 48L << 20;
    /// What is asked of a node's agent, or of the controllers: neither is here.
    private static final Pattern ELSEWHERE = Pattern.compile(".*/(log|exec|attach|portforward|proxy)(/.*)?|.*/(plans|twoworlds)(\\?.*)?");

    @Test
    void noRequestBringsTheServerDown(@TempDir Path home) throws Exception {
        Map<String, String> failures = new LinkedHashMap<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        long first = ONLY >= 0 ? ONLY : SEED;
        long cases = ONLY >= 0 ? 1 : CASES;
        long warm = 0;
        try (DirectServer server = DirectServer.start(home)) {
            for (long start = 0; start < cases && failures.size() < MOST_FAILURES; start += ROUND) {
                round(server, first + start, Math.min(ROUND, cases - start), failures, statuses);
                if (start == (long) ROUND * ROUNDS_OF_WARMING_UP) {
                    warm = usedBytes();
                }
            }
            if (warm > 0) {
                long kept = usedBytes() - warm;
                assertTrue(kept < MOST_KEPT_BYTES, "%d bytes more than after %d rounds".formatted(kept, ROUNDS_OF_WARMING_UP));
            }
        }
        if (!failures.isEmpty()) {
            fail(String.join("\n\n", failures.values()) + "\n" + statuses);
        }
        assertTrue(cases == 1 || statuses.getOrDefault(200, 0) + statuses.getOrDefault(201, 0) > cases / 10,
                () -> "hardly any request got anywhere: " + statuses);
    }

    private static void round(DirectServer server, long first, long cases, Map<String, String> failures, Map<Integer, Integer> statuses) {
        ClusterRecord cluster = server.cluster("acme", "fuzzed");
        Somebody admin = Somebody.of(cluster, "admin", "system:masters");
        String root = "/clusters/acme/fuzzed";
        server.define(admin, root);
        for (long number = first; number < first + cases && failures.size() < MOST_FAILURES; number++) {
            Asked asked = Requests.of(number);
            String wrong;
            try {
                Answer answer = server.ask(admin, root, asked);
                statuses.merge(answer.status(), 1, Integer::sum);
                wrong = answer.status() >= 500 && !(answer.status() > 500 && ELSEWHERE.matcher(asked.path()).matches())
                        ? answer.status() + " " + answer.text()
                        : "";
            } catch (AssertionError failure) {
                wrong = failure.getMessage() + at(failure);
            }
            if (!wrong.isEmpty()) {
                // One for each place is enough.
                failures.putIfAbsent(wrong.replaceAll("[0-9a-f-]{36}", "…").replaceAll("\"[^\"]*\"", ""),
                        "-Dmarina.fuzz.only=%d: %s%n%s".formatted(number, wrong, asked));
            }
        }
        server.remove(cluster);
    }

    private static String at(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        StringBuilder at = new StringBuilder();
        StackTraceElement[] trace = cause.getStackTrace();
        for (int i = 0; i < Math.min(12, trace.length); i++) {
            at.append("\n  at ").append(trace[i]);
        }
        return at.toString();
    }

    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
