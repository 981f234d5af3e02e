package dev.marina.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Mutation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a cluster begins with is encoded once for all of them: each must still have objects of its own.
class InitialObjectsTest {

    private static final String NETWORK = "10.96.0.0/16";
    private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.123Z");

    private final BuiltinMachinery types = new BuiltinMachinery();
    private final InitialObjects objects = new InitialObjects(types, "PEM of the server's authority");
    private final ClusterRecord acme = cluster("acme", "0000000000000001");
    private final ClusterRecord globex = cluster("globex", "0000000000000002");

    private static ClusterRecord cluster(String tenant, String id) {
        return new ClusterRecord(new ClusterId(id), tenant, "default", ClusterRecord.State.ACTIVE, 0, NOW,
                ClusterKeys.create(tenant, "default", Clock.systemUTC()), Map.of());
    }

    private List<Mutation.Put> of(ClusterRecord cluster, String network) {
        return objects.of(network).stream().map(object -> object.put(cluster, UUID.randomUUID().toString(), NOW)).toList();
    }

    private static Document document(Mutation.Put put) {
        return Document.parse(put.object().withVersion(7));
    }

    @Test
    void every_object_of_every_cluster_has_a_uid_of_its_own() {
        Set<String> uids = new HashSet<>();
        for (ClusterRecord cluster : List.of(acme, globex, acme)) {
            for (Mutation.Put put : of(cluster, NETWORK)) {
                assertEquals(cluster.id(), put.key().cluster());
                assertEquals(document(put).uid(), put.fields().uid());
                assertEquals(document(put).uid(), UUID.fromString(document(put).uid()).toString());
                assertTrue(uids.add(document(put).uid()), put.key() + " has the uid of another object");
            }
        }
    }

    @Test
    void every_date_is_that_of_the_cluster() {
        for (Mutation.Put put : of(acme, NETWORK)) {
            assertEquals("2026-05-06T07:08:09Z", document(put).text("metadata", "creationTimestamp"), put.key().toString());
            assertFalse(new String(put.object().tail(), StandardCharsets.UTF_8).contains(InitialObject.CREATED), put.key().toString());
        }
        Document network = of(acme, NETWORK).stream().filter(put -> put.key().resource().resource().equals("servicecidrs")).map(InitialObjectsTest::document)
                .findFirst().orElseThrow();
        assertEquals("2026-05-06T07:08:09Z", network.at("status", "conditions").get(0).path("lastTransitionTime").asText());
    }

    @Test
    void they_are_stored_as_a_request_would_have_left_them() {
        for (Mutation.Put put : of(acme, NETWORK)) {
            Document object = document(put);
            var definition = types.definition(object.groupVersionKind());
            assertEquals(object, types.serialised(definition, types.defaulted(definition, object)), put.key().toString());
        }
    }

    @Test
    void clusters_with_other_networks_get_their_own_addresses() {
        assertEquals("10.96.0.1", serviceAddress(of(acme, NETWORK)));
        assertEquals("10.3.0.1", serviceAddress(of(globex, "10.3.0.0/24")));
        assertEquals("10.96.0.1", serviceAddress(of(acme, NETWORK)));
    }

    private static String serviceAddress(List<Mutation.Put> puts) {
        Mutation.Put service = puts.stream().filter(put -> put.key().resource().resource().equals("services")).findFirst().orElseThrow();
        assertEquals(Set.of("clusterIP/" + document(service).text("spec", "clusterIP")), service.fields().claims());
        assertTrue(puts.stream().anyMatch(put -> put.key().resource().resource().equals("ipaddresses")
                && put.key().name().equals(document(service).text("spec", "clusterIP"))));
        return document(service).text("spec", "clusterIP");
    }

    @Test
    void the_name_server_has_a_service_with_endpoints_at_the_address_that_pods_are_told() {
        for (String network : List.of(NETWORK, "10.3.0.0/24")) {
            List<Document> all = of(acme, network).stream().filter(put -> put.key().namespace().equals("kube-system") && put.key().name().equals("kube-dns"))
                    .map(InitialObjectsTest::document).toList();
            String address = network.equals(NETWORK) ? "10.96.0.10" : "10.3.0.10";

            assertEquals(List.of("Service", "Endpoints", "EndpointSlice"), all.stream().map(Document::kind).toList());
            assertEquals(address, all.getFirst().text("spec", "clusterIP"));
            assertEquals(address, all.get(1).at("subsets").get(0).path("addresses").get(0).path("ip").asText());
            assertEquals(address, all.get(2).at("endpoints").get(0).path("addresses").get(0).asText());
        }
        assertTrue(of(acme, NETWORK).stream().filter(put -> put.key().name().equals("coredns")).map(InitialObjectsTest::document).findFirst().orElseThrow()
                .text("data", "Corefile").startsWith(".:53 {"));
    }

    @Test
    void each_cluster_names_its_own_authorities() {
        assertEquals(ClusterKeys.authorityPem(acme), authentication(acme).text("data", "client-ca-file"));
        assertNotEquals(authentication(acme).text("data", "client-ca-file"), authentication(globex).text("data", "client-ca-file"));
        assertNotEquals(authentication(acme).text("data", "requestheader-client-ca-file"), authentication(globex).text("data", "requestheader-client-ca-file"));
        assertNotEquals(authentication(acme).text("data", "client-ca-file"), authentication(acme).text("data", "requestheader-client-ca-file"));
    }

    private Document authentication(ClusterRecord cluster) {
        return of(cluster, NETWORK).stream().filter(put -> put.key().name().equals("extension-apiserver-authentication")
                && put.key().resource().resource().equals("configmaps")).map(InitialObjectsTest::document).findFirst().orElseThrow();
    }
}
