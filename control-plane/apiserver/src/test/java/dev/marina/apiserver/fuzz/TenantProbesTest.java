package dev.marina.apiserver.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.authn.Jwt;
import dev.marina.apiserver.fuzz.DirectServer.Answer;
import dev.marina.apiserver.fuzz.DirectServer.Somebody;
import dev.marina.apiserver.fuzz.Probes.Loot;
import dev.marina.apiserver.fuzz.Probes.Probe;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One tenant's people and workloads reach for what another has, by every endpoint and parameter: they see nothing of it and change
/// nothing of it. The everyday run has some thousand probes; `-Dmarina.probes=50000` has all, `-Dmarina.probes.seed=…` others.
class TenantProbesTest {

    private static final int PROBES = Integer.getInteger("marina.probes", 2_000);
    private static final long SEED = Long.getLong("marina.probes.seed", 2_000_000_000L);
    private static final String CANARY = "xCanaryOfGlobexx";
    private static final int MOST_FAILURES = 10;
    private static final String ACME = "/clusters/acme/main";
    private static final String GLOBEX = "/clusters/globex/main";

    @Test
    void nobodySeesOrChangesWhatAnotherTenantHas(@TempDir Path home) throws Exception {
        try (DirectServer server = DirectServer.start(home)) {
            ClusterRecord acme = server.cluster("acme", "main");
            ClusterRecord globex = server.cluster("globex", "main");
            Somebody owner = Somebody.of(globex, "admin", "system:masters");
            plant(server, Somebody.of(acme, "admin", "system:masters"), ACME, "acme");
            List<String> planted = plant(server, owner, GLOBEX, CANARY);
            for (String path : planted) {
                assertTrue(seen(server.ask(owner, GLOBEX, get(path))), "whoever owns it does not see the canary at " + path);
            }
            Loot loot = loot(server, owner, globex, planted);
            List<Somebody> thieves = thieves(server, acme, globex, loot);
            ResourceVersion before = server.store().image(globex.id()).version();

            Map<String, String> failures = new LinkedHashMap<>();
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (long number = SEED; number < SEED + PROBES && failures.size() < MOST_FAILURES; number++) {
                Probe probe = Probes.of(number, loot);
                String wrong = "";
                try {
                    Answer answer = server.ask(thieves.get(probe.who()), probe.root(), probe.asked());
                    statuses.merge(answer.status(), 1, Integer::sum);
                    wrong = seen(answer) ? "seen: " + answer.text() : answer.status() == 500 ? answer.text() : "";
                } catch (AssertionError failure) {
                    wrong = failure.getMessage();
                }
                if (!wrong.isEmpty()) {
                    failures.putIfAbsent(wrong, "probe %d: %s%n%s%s".formatted(number, wrong, probe.root(), probe.asked()));
                }
            }

            if (!failures.isEmpty()) {
                fail(String.join("\n\n", failures.values()));
            }
            assertEquals(before, server.store().image(globex.id()).version(), "somebody wrote");
            assertTrue(statuses.getOrDefault(200, 0) > PROBES / 50 && statuses.getOrDefault(401, 0) > PROBES / 20,
                    () -> "probes do not reach anything: " + statuses);
        }
    }

    private static Asked get(String path) {
        return new Asked("GET", path, "", "", new byte[0], Map.of("accept", "application/json"));
    }

    private static Asked post(String path, String body) {
        return new Asked("POST", path, "", "application/json", body.getBytes(StandardCharsets.UTF_8), Map.of("accept", "application/json"));
    }

    /// The same names in both clusters, so that asking for them gives nothing away. Answers where the text is now.
    private static List<String> plant(DirectServer server, Somebody owner, String root, String text) {
        List<String> planted = new ArrayList<>();
        server.define(owner, root);
        server.ask(owner, root, post("/apis/example.com/v1/namespaces/default/widgets",
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"shared\"},\"spec\":{\"any\":{\"t\":\"%s\"}}}"
                        .formatted(text)));
        planted.add("/apis/example.com/v1/namespaces/default/widgets/shared");
        server.ask(owner, root,
                post("/api/v1/namespaces/default/secrets",
                        "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"secret\"},\"data\":{\"t\":\"%s\"}}"
                                .formatted(encoded(text))));
        planted.add("/api/v1/namespaces/default/secrets/secret");
        for (Seeds.Seed seed : Seeds.valid()) {
            ObjectNode object = seed.object();
            object.withObject("/metadata").put("name", "shared").putObject("annotations").put("t", text);
            String path = seed.group() + (seed.namespaced() ? "/namespaces/default" : "") + "/" + seed.resource();
            if (server.ask(owner, root, post(path, object.toString())).status() == 201 && !seed.group().contains("authorization.k8s.io")
                    && !seed.resource().endsWith("reviews")) {
                planted.add(path + "/shared");
            }
        }
        assertTrue(planted.size() >= 12, planted.toString());
        return planted;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean seen(Answer answer) {
        return answer.text().contains(CANARY) || answer.text().contains(encoded(CANARY));
    }

    private static Loot loot(DirectServer server, Somebody owner, ClusterRecord globex, List<String> planted) {
        List<String> texts = new ArrayList<>(List.of(globex.id().value(), "shared", "secret"));
        for (String path : planted) {
            JsonNode metadata = tree(server.ask(owner, GLOBEX, get(path)).text()).path("metadata");
            texts.add(metadata.path("uid").asText());
            texts.add(metadata.path("resourceVersion").asText());
        }
        Asked list = new Asked("GET", "/api/v1/secrets", "limit=1", "", new byte[0], Map.of("accept", "application/json"));
        texts.add(tree(server.ask(owner, GLOBEX, list).text()).at("/metadata/continue").asText());
        String token = tree(server.ask(owner, GLOBEX, post("/api/v1/namespaces/default/serviceaccounts/shared/token",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"audiences\":[\"elsewhere\"]}}")).text()).at("/status/token")
                .asText();
        texts.add(token);
        return new Loot(ACME, GLOBEX, texts, token);
    }

    private static JsonNode tree(String answer) {
        return Document.parse(answer.substring(answer.indexOf("{\"")).getBytes(StandardCharsets.ISO_8859_1)).root();
    }

    /// Whoever is somebody in the one cluster, and whoever shows something of the other that is not good there.
    private static List<Somebody> thieves(DirectServer server, ClusterRecord acme, ClusterRecord globex, Loot loot) {
        Somebody admin = Somebody.of(acme, "admin", "system:masters");
        String own = tree(server.ask(admin, ACME, post("/api/v1/namespaces/default/serviceaccounts/shared/token",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}")).text()).at("/status/token").asText();
        Document claims = Jwt.parse(own).orElseThrow().claims();
        return List.of(admin, admin, admin, admin, admin, admin, Somebody.withToken(own), Somebody.of(acme, "system:node:n1", "system:nodes"), Somebody.NOBODY,
                // good at none: signed by the wrong cluster, or for another audience
                Somebody.withToken(Jwt.sign(claims, ClusterKeys.of(acme).tokenKey(), "marina-" + globex.id())), Somebody.withToken(loot.token()),
                new Somebody(admin.chain(), admin.connection(), loot.token()));
    }
}
