package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.marina.api.Document;
import dev.marina.testing.ContentClient.Content;
import dev.marina.testing.RawClient.Answer;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients that ask for protobuf are answered, read with the official client's classes.
class ProtobufAnswersTest {

    static {
        // generated long ago; each class would say so
        System.setProperty("com.google.protobuf.use_unsafe_pre22_gencode", "true");
    }

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String METADATA = PROTOBUF + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String METADATA_LIST = PROTOBUF + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    private static RawClient client;
    private static ContentClient protobuf;
    private static String base;

    @BeforeAll
    static void aCluster() {
        client = plane.withCertificate(admin("acme", "protobuf"));
        protobuf = ContentClient.of(plane, admin("acme", "protobuf"));
        base = plane.url("acme", "protobuf");
    }

    private static ControlPlaneExtension.Credentials admin(String tenant, String cluster) {
        return plane.credentials(plane.cluster(tenant, cluster), "admin", "system:masters");
    }

    private static String core(String path) {
        return base + "/api/v1/namespaces/kube-public/" + path;
    }

    private static Content get(String url, String accept) {
        return protobuf.get(url, accept);
    }

    private static Content send(String method, String url, String contentType, String body) {
        return protobuf.exchange(method, url, contentType, body.getBytes(StandardCharsets.UTF_8), PROTOBUF);
    }

    private static Runtime.Unknown envelope(byte[] bytes) throws InvalidProtocolBufferException {
        assertArrayEquals(new byte[] {'k', '8', 's', 0}, Arrays.copyOf(bytes, 4), () -> new String(bytes, StandardCharsets.UTF_8));
        return Runtime.Unknown.parseFrom(ByteString.copyFrom(bytes, 4, bytes.length - 4));
    }

    /// Of an answer of this kind its object.
    private static ByteString object(Content answer, String apiVersion, String kind) throws InvalidProtocolBufferException {
        assertEquals(PROTOBUF, answer.type(), () -> new String(answer.body(), StandardCharsets.UTF_8));
        return object(answer.body(), apiVersion, kind);
    }

    private static ByteString object(byte[] bytes, String apiVersion, String kind) throws InvalidProtocolBufferException {
        Runtime.Unknown envelope = envelope(bytes);
        assertEquals(apiVersion + " " + kind, envelope.getTypeMeta().getApiVersion() + " " + envelope.getTypeMeta().getKind());
        return envelope.getRaw();
    }

    private static Meta.Status status(Content answer) throws InvalidProtocolBufferException {
        return Meta.Status.parseFrom(object(answer, "v1", "Status"));
    }

    private static String configMap(String name, String value) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"k\":\"%s\"}}".formatted(name, value);
    }

    private static void apply(String url, String body) {
        Answer answer = client.send("POST", url, JSON, body);
        assertEquals(201, answer.status(), answer.body());
    }

    @Test
    void everyVerbAnswersInProtobuf() throws InvalidProtocolBufferException {
        Content created = send("POST", core("configmaps"), JSON, configMap("verbs", "one"));
        assertEquals(201, created.status());
        V1.ConfigMap made = V1.ConfigMap.parseFrom(object(created, "v1", "ConfigMap"));
        assertEquals("verbs one", made.getMetadata().getName() + " " + made.getDataMap().get("k"));

        V1.ConfigMap read = V1.ConfigMap.parseFrom(object(get(core("configmaps/verbs"), PROTOBUF), "v1", "ConfigMap"));
        assertEquals(made, read);
        assertTrue(read.getMetadata().getManagedFields(0).getFieldsV1().getRaw().toStringUtf8().contains("f:data"));
        assertTrue(read.getMetadata().getCreationTimestamp().getSeconds() > 0);

        V1.ConfigMap patched = V1.ConfigMap.parseFrom(object(send("PATCH", core("configmaps/verbs"), MERGE, "{\"data\":{\"k\":\"two\"}}"), "v1", "ConfigMap"));
        assertEquals("two", patched.getDataMap().get("k"));

        V1.ConfigMap wanted = patched.toBuilder().putData("k", "three").build();
        Content updated = protobuf.exchange("PUT", core("configmaps/verbs"), PROTOBUF, enveloped("v1", "ConfigMap", wanted), PROTOBUF);
        assertEquals("three", V1.ConfigMap.parseFrom(object(updated, "v1", "ConfigMap")).getDataMap().get("k"));
        assertEquals("three", Document.parse(client.get(core("configmaps/verbs")).body().getBytes(StandardCharsets.UTF_8)).text("data", "k"));

        Meta.Status deleted = status(send("DELETE", core("configmaps/verbs"), "", ""));
        assertEquals("Success configmaps verbs", "%s %s %s".formatted(deleted.getStatus(), deleted.getDetails().getKind(), deleted.getDetails().getName()));
        V1.ConfigMapList gone = V1.ConfigMapList.parseFrom(object(send("DELETE", core("configmaps") + "?labelSelector=no%3Dthing", "", ""), "v1",
                "ConfigMapList"));
        assertEquals(0, gone.getItemsCount());
    }

    private static byte[] enveloped(String apiVersion, String kind, Message message) {
        byte[] envelope = Runtime.Unknown.newBuilder().setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
                .setRaw(message.toByteString()).build().toByteArray();
        byte[] body = new byte[envelope.length + 4];
        System.arraycopy(new byte[] {'k', '8', 's', 0}, 0, body, 0, 4);
        System.arraycopy(envelope, 0, body, 4, envelope.length);
        return body;
    }

    @Test
    void aListComesInPages() throws InvalidProtocolBufferException {
        for (int i = 0; i < 3; i++) {
            apply(core("secrets"),
                    "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"page-%d\",\"labels\":{\"page\":\"yes\"}},\"data\":{\"k\":\"%s\"}}"
                            .formatted(i, Base64.getEncoder().encodeToString(new byte[] {0, (byte) i, (byte) 0xff})));
        }

        V1.SecretList first = V1.SecretList.parseFrom(object(get(core("secrets") + "?limit=2&labelSelector=page", PROTOBUF), "v1", "SecretList"));
        V1.SecretList second = V1.SecretList.parseFrom(
                object(get(core("secrets") + "?limit=2&labelSelector=page&continue=" + first.getMetadata().getContinue(), PROTOBUF), "v1", "SecretList"));

        assertEquals(List.of("page-0", "page-1"), first.getItemsList().stream().map(secret -> secret.getMetadata().getName()).toList());
        assertArrayEquals(new byte[] {0, 2, (byte) 0xff}, second.getItems(0).getDataMap().get("k").toByteArray());
        assertEquals(first.getMetadata().getResourceVersion(), second.getMetadata().getResourceVersion());
        assertEquals("", second.getMetadata().getContinue());
    }

    @Test
    void everyListOfTheReleaseIsAnswered() throws InvalidProtocolBufferException {
        List<String> lists = new ArrayList<>();
        for (String group : List.of("/api/v1", "/apis/apps/v1", "/apis/batch/v1", "/apis/autoscaling/v1", "/apis/autoscaling/v2", "/apis/policy/v1",
                "/apis/rbac.authorization.k8s.io/v1", "/apis/networking.k8s.io/v1", "/apis/storage.k8s.io/v1", "/apis/scheduling.k8s.io/v1",
                "/apis/node.k8s.io/v1", "/apis/coordination.k8s.io/v1", "/apis/discovery.k8s.io/v1", "/apis/events.k8s.io/v1",
                "/apis/certificates.k8s.io/v1", "/apis/admissionregistration.k8s.io/v1", "/apis/apiextensions.k8s.io/v1",
                "/apis/apiregistration.k8s.io/v1", "/apis/flowcontrol.apiserver.k8s.io/v1", "/apis/resource.k8s.io/v1")) {
            Meta.APIResourceList resources = Meta.APIResourceList.parseFrom(
                    envelope(get(base + group, PROTOBUF).body()).getRaw());
            for (Meta.APIResource resource : resources.getResourcesList()) {
                if (resource.getVerbs().getItemsList().contains("list")) {
                    String url = base + group + "/" + resource.getName();
                    Content answer = get(url, PROTOBUF);
                    object(answer, resources.getGroupVersion(), resource.getKind() + "List");
                    Document json = Document.parse(client.get(url, JSON).body().getBytes(StandardCharsets.UTF_8));
                    UnknownFieldSet list = UnknownFieldSet.parseFrom(envelope(answer.body()).getRaw());
                    assertEquals(json.at("items").size(), list.getField(2).getLengthDelimitedList().size(), url);
                    lists.add(url);
                }
            }
        }
        assertTrue(lists.size() > 55, lists.toString());
    }

    @Test
    void whatGoesWrongIsSaidInProtobuf() throws InvalidProtocolBufferException {
        Meta.Status missing = status(get(core("configmaps/none"), PROTOBUF));
        assertEquals("Failure 404 NotFound configmaps none", "%s %d %s %s %s".formatted(missing.getStatus(), missing.getCode(), missing.getReason(),
                missing.getDetails().getKind(), missing.getDetails().getName()));

        Content invalid = send("POST", core("configmaps"), JSON, configMap("Not_A_Name", ""));
        assertEquals(422, invalid.status());
        assertEquals("metadata.name", status(invalid).getDetails().getCauses(0).getField());

        ContentClient nobody = ContentClient.of(plane, plane.credentials(plane.cluster("acme", "protobuf"), "nobody"));
        assertTrue(status(nobody.get(base + "/api/v1/nodes", PROTOBUF)).getMessage().contains("User \"nobody\" cannot list"));
        assertEquals(JSON, get(core("configmaps/none"), METADATA).type());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "application/vnd.kubernetes.protobuf, application/json | application/vnd.kubernetes.protobuf",
            "application/json, application/vnd.kubernetes.protobuf | application/json",
            "application/vnd.kubernetes.protobuf;q=0.5, application/json | application/json",
            "application/json;q=0.5, application/vnd.kubernetes.protobuf;q=0.9 | application/vnd.kubernetes.protobuf",
            "text/html, application/vnd.kubernetes.protobuf | application/vnd.kubernetes.protobuf",
            "application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1, application/json;as=Table;g=meta.k8s.io;v=v1 | application/json",
            "application/vnd.kubernetes.protobuf;stream=watch, */* | application/vnd.kubernetes.protobuf",
            "*/* | application/json"})
    void theFirstFormThatIsServedIsAnswered(String accept, String contentType) {
        assertEquals(contentType, get(base + "/api/v1/namespaces", accept).type());
        assertEquals(contentType, get(base + "/api/v1/namespaces/default", accept).type());
    }

    @Test
    void aTableIsNoProtobuf() {
        assertEquals(406, get(base + "/api/v1/namespaces", PROTOBUF + ";as=Table;g=meta.k8s.io;v=v1").status());
    }

    @Test
    void metadataAloneComesInProtobuf() throws InvalidProtocolBufferException {
        Meta.PartialObjectMetadata one = Meta.PartialObjectMetadata.parseFrom(object(get(base + "/api/v1/namespaces/default", METADATA), "meta.k8s.io/v1",
                "PartialObjectMetadata"));
        Meta.PartialObjectMetadataList all = Meta.PartialObjectMetadataList.parseFrom(object(get(base + "/api/v1/namespaces", METADATA_LIST), "meta.k8s.io/v1",
                "PartialObjectMetadataList"));

        assertEquals("default", one.getMetadata().getName());
        assertTrue(one.getUnknownFields().asMap().isEmpty());
        assertTrue(all.getItemsList().contains(one));
    }

    private static void define(String plural, String kind) {
        apply(base + "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"%1$s.apps.example.com"},
                 "spec":{"group":"apps.example.com","scope":"Namespaced","names":{"plural":"%1$s","singular":"%3$s","kind":"%2$s","listKind":"%2$sList"},
                  "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}"""
                        .formatted(plural, kind, kind.toLowerCase(Locale.ROOT)));
        Await.until("the type is served", () -> client.get(base + "/apis/apps.example.com/v1/" + plural).status() == 200);
    }

    /// Named as a type of the release is, in a group that begins like its own.
    @Test
    void customTypesDoNotSpeakProtobufButTheirMetadataDoes() throws InvalidProtocolBufferException {
        define("deployments", "Deployment");
        String url = base + "/apis/apps.example.com/v1/namespaces/default/deployments";
        String body = "{\"apiVersion\":\"apps.example.com/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"replicas\":\"many\"}}";

        Content refused = send("POST", url, JSON, body.formatted("refused"));
        assertEquals(406, refused.status());
        assertEquals("NotAcceptable only the following media types are accepted: application/json, application/yaml, " + PROTOBUF,
                status(refused).getReason() + " " + status(refused).getMessage());
        assertEquals(404, get(url + "/refused", JSON).status());

        Content made = protobuf.exchange("POST", url, JSON, body.formatted("made").getBytes(StandardCharsets.UTF_8), PROTOBUF + "," + JSON);
        assertEquals("201 application/json", made.status() + " " + made.type());
        assertEquals(406, get(url + "?watch=true", PROTOBUF + ";stream=watch").status());
        Meta.PartialObjectMetadata partial = Meta.PartialObjectMetadata.parseFrom(object(get(url + "/made", METADATA), "meta.k8s.io/v1",
                "PartialObjectMetadata"));
        assertEquals("made", partial.getMetadata().getName());
    }

    @Test
    void ourOwnTypesDoNotSpeakProtobuf() {
        assertEquals(406, get(base + "/apis/marina.dev/v1/clocks", PROTOBUF).status());
        assertEquals("200 application/json", get(base + "/apis/marina.dev/v1/clocks", PROTOBUF + "," + JSON).status() + " "
                + get(base + "/apis/marina.dev/v1/clocks", PROTOBUF + "," + JSON).type());
    }

    @Test
    void subresourcesAndReviewsAnswerInProtobuf() throws InvalidProtocolBufferException {
        apply(base + "/apis/apps/v1/namespaces/kube-public/deployments",
                """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"scaled"},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},
                 "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"1500m"}}}]}}}}""");
        String deployment = base + "/apis/apps/v1/namespaces/kube-public/deployments/scaled";
        V1Apps.Deployment read = V1Apps.Deployment.parseFrom(object(get(deployment, PROTOBUF), "apps/v1", "Deployment"));
        assertTrue(read.getSpec().hasReplicas());
        assertEquals("1500m", read.getSpec().getTemplate().getSpec().getContainers(0).getResources().getLimitsMap().get("cpu").getString());
        assertEquals("25%", read.getSpec().getStrategy().getRollingUpdate().getMaxSurge().getStrVal());

        V1Autoscaling.Scale scale = V1Autoscaling.Scale.parseFrom(object(get(deployment + "/scale", PROTOBUF), "autoscaling/v1", "Scale"));
        assertEquals("a=b", scale.getStatus().getSelector());

        Content token = send("POST", core("serviceaccounts/default/token"), JSON,
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}");
        assertFalse(V1Authentication.TokenRequest.parseFrom(object(token, "authentication.k8s.io/v1", "TokenRequest")).getStatus().getToken().isEmpty());

        Content review = send("POST", base + "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", JSON,
                "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\",\"spec\":{\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}}}");
        assertTrue(V1Authorization.SelfSubjectAccessReview.parseFrom(object(review, "authorization.k8s.io/v1", "SelfSubjectAccessReview")).getStatus()
                .getAllowed());

        apply(core("pods"),
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"evicted\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        assertEquals("Success", status(send("POST", core("pods/evicted/eviction"), JSON,
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"evicted\"}}")).getStatus());
    }

    @Test
    void discoveryAnswersInProtobuf() throws InvalidProtocolBufferException {
        assertEquals(List.of("v1"), Meta.APIVersions.parseFrom(envelope(get(base + "/api", PROTOBUF).body()).getRaw()).getVersionsList());
        Meta.APIGroupList groups = Meta.APIGroupList.parseFrom(object(get(base + "/apis", PROTOBUF), "v1", "APIGroupList"));
        assertTrue(groups.getGroupsList().stream().anyMatch(group -> group.getName().equals("apps") && group.getPreferredVersion().getVersion().equals("v1")));
        Meta.APIResourceList apps = Meta.APIResourceList.parseFrom(object(get(base + "/apis/apps/v1", PROTOBUF), "v1", "APIResourceList"));
        assertTrue(apps.getResourcesList().stream()
                .anyMatch(resource -> resource.getName().equals("deployments/scale") && resource.getGroup().equals("autoscaling")));

        String all = PROTOBUF + ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        Content aggregated = get(base + "/apis", all);
        assertEquals(all, aggregated.type());
        UnknownFieldSet list = UnknownFieldSet.parseFrom(object(aggregated.body(), "apidiscovery.k8s.io/v2", "APIGroupDiscoveryList"));
        assertEquals(groups.getGroupsCount(), list.getField(2).getLengthDelimitedList().size());
        assertEquals(304, client.unless(base + "/apis", all, aggregated.header("etag")).status());
    }

    /// One frame: its length in four bytes, then the event, whose object is in an envelope of its own.
    private record Event(String type, byte[] object) {
        static Event read(DataInputStream in) throws IOException {
            Meta.WatchEvent event = Meta.WatchEvent.parseFrom(in.readNBytes(in.readInt()));
            return new Event(event.getType(), event.getObject().getRaw().toByteArray());
        }

        V1.ConfigMap configMap() throws InvalidProtocolBufferException {
            return V1.ConfigMap.parseFrom(ProtobufAnswersTest.object(object, "v1", "ConfigMap"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PROTOBUF + ";stream=watch", PROTOBUF, PROTOBUF + ";stream=watch,application/json"})
    void aWatchTellsWhatThereIsAndWhatHappens(String accept) throws IOException {
        String url = base + "/api/v1/namespaces/default/configmaps";
        apply(url, configMap("watched", "one"));
        String query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dwatched";
        HttpResponse<InputStream> answer = protobuf.open(url + query, accept);
        assertEquals(PROTOBUF + ";stream=watch", answer.headers().firstValue("content-type").orElse(""));
        try (DataInputStream in = new DataInputStream(answer.body())) {
            Event added = Event.read(in);
            assertEquals("ADDED one", added.type() + " " + added.configMap().getDataMap().get("k"));
            Event bookmark = Event.read(in);
            assertEquals("BOOKMARK true", bookmark.type() + " " + bookmark.configMap().getMetadata().getAnnotationsMap().get("k8s.io/initial-events-end"));

            client.send("PATCH", url + "/watched", MERGE, "{\"data\":{\"k\":\"two\"}}");
            client.send("DELETE", url + "/watched", "", "");
            Event modified = Event.read(in);
            Event deleted = Event.read(in);
            assertEquals("MODIFIED two", modified.type() + " " + modified.configMap().getDataMap().get("k"));
            assertEquals("DELETED two", deleted.type() + " " + deleted.configMap().getDataMap().get("k"));
            assertTrue(Long.parseLong(deleted.configMap().getMetadata().getResourceVersion()) > Long
                    .parseLong(modified.configMap().getMetadata().getResourceVersion()));
        }
    }

    /// There a message has its length already.
    @Test
    void aWatchOverWebSocketComesInBinaryMessages() throws InvalidProtocolBufferException {
        String url = base + "/api/v1/namespaces?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dkube-public";

        List<byte[]> messages = protobuf.messages(url, PROTOBUF + ";stream=watch");

        Meta.WatchEvent event = Meta.WatchEvent.parseFrom(messages.getFirst());
        assertEquals("ADDED", event.getType());
        assertEquals("kube-public", V1.Namespace.parseFrom(object(event.getObject().getRaw().toByteArray(), "v1", "Namespace")).getMetadata().getName());
    }

    @Test
    void aWatchOfAVersionTooOldIsRefusedInProtobuf() throws InvalidProtocolBufferException {
        Content refused = get(core("configmaps") + "?watch=true&resourceVersion=999999999", PROTOBUF + ";stream=watch");
        assertTrue(refused.status() >= 400);
        assertEquals(refused.status(), status(refused).getCode());
    }

    @Test
    void twoTenantsWithTheSameNamesSeeTheirOwn() throws InvalidProtocolBufferException {
        for (String tenant : List.of("red", "blue")) {
            plane.withCertificate(admin(tenant, "same")).send("POST", plane.url(tenant, "same") + "/api/v1/namespaces/default/configmaps", JSON,
                    configMap("same", tenant));
        }
        for (int round = 0; round < 3; round++) {
            for (String tenant : List.of("red", "blue")) {
                ContentClient admin = ContentClient.of(plane, admin(tenant, "same"));
                String url = plane.url(tenant, "same") + "/api/v1/namespaces/default/configmaps";
                V1.ConfigMap one = V1.ConfigMap.parseFrom(object(admin.get(url + "/same", PROTOBUF), "v1", "ConfigMap"));
                V1.ConfigMapList all = V1.ConfigMapList.parseFrom(object(admin.get(url, PROTOBUF), "v1", "ConfigMapList"));
                assertEquals(tenant, one.getDataMap().get("k"));
                assertEquals(List.of(tenant), all.getItemsList().stream().filter(map -> map.getMetadata().getName().equals("same"))
                        .map(map -> map.getDataMap().get("k")).toList());
                assertEquals(403, admin.get(plane.url(tenant.equals("red") ? "blue" : "red", "same") + "/api/v1/configmaps", PROTOBUF).status());
            }
        }
    }

    @Test
    void aHeaderFullOfRangesIsReadAndAnswered() {
        String flood = "a/b,".repeat(1_500) + PROTOBUF;
        assertEquals("200 " + PROTOBUF, get(base + "/api/v1/namespaces/default", flood).status() + " "
                + get(base + "/api/v1/namespaces/default", flood).type());
        assertEquals(406, get(base + "/api/v1/namespaces/default", "application/vnd.kubernetes.protobuf;as=x,".repeat(150)).status());
    }

    @Test
    void whoDoesNotReadItsWatchHoldsUpNobody() throws IOException {
        String url = base + "/api/v1/namespaces/kube-node-lease/configmaps";
        apply(url, configMap("busy", ""));
        String watch = url + "?watch=true&fieldSelector=metadata.name%3Dbusy";
        // on a connection of its own: what all streams of one may send is the client's to say
        HttpResponse<InputStream> stalled = ContentClient.of(plane, admin("acme", "protobuf")).open(watch, PROTOBUF);
        try (InputStream unread = stalled.body(); DataInputStream in = new DataInputStream(protobuf.open(watch, PROTOBUF).body())) {
            Event.read(in);
            String large = "x".repeat(100_000);
            for (int i = 0; i < 60; i++) {
                assertEquals(200, client.send("PATCH", url + "/busy", MERGE, "{\"data\":{\"k\":\"%d%s\"}}".formatted(i, large)).status());
                assertTrue(Event.read(in).configMap().getDataMap().get("k").startsWith(i + "x"));
            }
            assertEquals(200, stalled.statusCode());
            assertTrue(unread.available() >= 0);
        }
    }

    @Test
    void aLongListHasTheLengthThatIsSaidOfItAndIsPackedForWhoTakesIt() throws IOException {
        String url = base + "/api/v1/namespaces/default/services";
        String text = "y".repeat(9_000);
        IntStream.range(0, 40).forEach(i -> apply(url,
                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"s%d\",\"annotations\":{\"a\":\"%s\"}},\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":\"web\"}]}}"
                        .formatted(i, text)));
        for (int round = 0; round < 2; round++) {
            Content answer = get(url, PROTOBUF);
            assertEquals(answer.body().length, Integer.parseInt(answer.header("content-length")));
            V1.ServiceList list = V1.ServiceList.parseFrom(object(answer, "v1", "ServiceList"));
            assertEquals(41, list.getItemsCount());
            Content packed = protobuf.packed(url, PROTOBUF);
            assertEquals("gzip", packed.header("content-encoding"));
            assertTrue(packed.body().length < answer.body().length / 10, packed.body().length + " bytes");
            byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
            // The items alone: endpoint slices are still being made, so that the cluster has a later version each time.
            assertEquals(list.getItemsList(), V1.ServiceList.parseFrom(object(unpacked, "v1", "ServiceList")).getItemsList());
            assertEquals("web", list.getItemsList().stream().filter(service -> service.getMetadata().getName().equals("s7")).findFirst().orElseThrow().getSpec()
                    .getPorts(0).getTargetPort().getStrVal());
        }
    }
}
