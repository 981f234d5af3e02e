package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.ControlPlaneExtension.Credentials;
import dev.marina.testing.RawClient.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Machines that join, and those that only say so.
class JoinTest {

    private static final String ADDRESS = "127.0.0.2";

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.takingMachines(ADDRESS);

    private static final String MACHINES = "/apis/marina.dev/v1/machines";
    private static final String MERGE = "application/merge-patch+json";
    private static final String JSON = "application/json";
    private static final String FORGED = "ab".repeat(32);

    private static RawClient admin;

    @BeforeAll
    static void anOperator() {
        admin = plane.withCertificate(plane.credentials(plane.management(), "test-admin", "system:masters"));
    }

    private static String url(String path) {
        return plane.url("marina", "management") + path;
    }

    private static String agents(String path) {
        return "https://%s:%d%s".formatted(ADDRESS, plane.config().agentPort(), path);
    }

    private static Document token(String machine) {
        admin.send("POST", url(MACHINES), JSON,
                "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Machine\",\"metadata\":{\"name\":\"%s\"},\"spec\":{}}".formatted(machine));
        Answer answer = admin.send("POST", url(MACHINES + "/" + machine + "/jointokens"), JSON, "{}");
        assertEquals(201, answer.status(), answer.body());
        return Document.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String csr(String subject, KeyPair pair) {
        try {
            return Pem.encode("CERTIFICATE REQUEST", new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Answer join(String machine, String token, KeyPair pair) {
        ObjectNode body = Document.mapper().createObjectNode().put("machine", machine).put("token", token).put("csr", csr("CN=whoever", pair));
        return plane.anonymous().send("POST", agents("/machines/join"), JSON, body.toString());
    }

    /// A machine that is in.
    private record In(String name, KeyPair pair, Credentials credentials) {

        RawClient client() {
            return plane.withCertificate(credentials);
        }

        Answer reads(String machine) {
            return client().get(url(MACHINES + "/" + machine));
        }
    }

    private static In joined(String machine) {
        KeyPair pair = Keys.p256();
        Answer answer = join(machine, token(machine).text("token"), pair);
        assertEquals(200, answer.status(), answer.body());
        return new In(machine, pair, credentials(Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).text("certificate"), pair));
    }

    private static Credentials credentials(String certificate, KeyPair pair) {
        return new Credentials(certificate, Pem.ecPrivateKey(pair.getPrivate()), Pem.privateKey(pair.getPrivate()));
    }

    @Test
    void aTokenLetsOneMachineInOnce() {
        String token = token("once").text("token");
        KeyPair pair = Keys.p256();

        Answer answer = join("once", token, pair);

        assertEquals(200, answer.status(), answer.body());
        Document got = Document.parse(answer.body().getBytes(StandardCharsets.UTF_8));
        assertEquals("100.64.0.0/16", got.text("nodeSubnet"));
        assertEquals("/clusters/marina/management", got.text("path"));
        RawClient machine = plane.withCertificate(credentials(got.text("certificate"), pair));
        assertEquals(200, machine.get(url(MACHINES + "/once")).status());
        assertEquals(200, machine.send("PATCH", url(MACHINES + "/once/status"), MERGE, "{\"status\":{\"address\":\"192.0.2.2\"}}").status());
        assertEquals(403, join("once", token, Keys.p256()).status());
        assertEquals(200, machine.get(url(MACHINES + "/once")).status());
    }

    @Test
    void theTokenIsKeptNowhere() {
        String token = token("kept").text("token");

        String stored = admin.get(url(MACHINES + "/kept")).body();

        assertTrue(stored.contains(Machine.TOKEN_HASH), stored);
        assertFalse(stored.contains(token), stored);
    }

    /// The answers are the same: whoever guesses learns nothing of which machines there are.
    @Test
    void aForgedAnOldAndAnothersTokenLetNobodyIn() {
        String others = token("mine").text("token");
        String old = token("late").text("token");
        admin.send("PATCH", url(MACHINES + "/late"), MERGE,
                "{\"metadata\":{\"annotations\":{\"%s\":\"2020-01-01T00:00:00Z\"}}}".formatted(Machine.TOKEN_END));
        List<Answer> answers = List.of(join("mine", FORGED, Keys.p256()), join("late", old, Keys.p256()), join("late", others, Keys.p256()),
                join("unknown", others, Keys.p256()), join("mine", "", Keys.p256()), join("local", others, Keys.p256()));

        answers.forEach(answer -> assertEquals(403, answer.status(), answer.body()));
        assertEquals(1, answers.stream().map(Answer::body).distinct().count());
        assertEquals(200, join("mine", others, Keys.p256()).status());
    }

    @Test
    void whatIsNoRequestIsRefused() {
        String token = token("wrong").text("token");
        assertEquals(400, plane.anonymous().send("POST", agents("/machines/join"), JSON, "[]").status());
        assertEquals(400, plane.anonymous().send("POST", agents("/machines/join"), JSON,
                "{\"machine\":\"../x\",\"token\":\"%s\",\"csr\":\"x\"}".formatted(token)).status());
        assertEquals(400, plane.anonymous().send("POST", agents("/machines/join"), JSON,
                "{\"machine\":\"wrong\",\"token\":\"%s\",\"csr\":\"x\"}".formatted(token)).status());
        assertEquals(413, plane.anonymous().send("POST", agents("/machines/join"), JSON, "{\"machine\":\"" + "x".repeat(20_000) + "\"}").status());
        assertEquals(401, plane.anonymous().get(agents("/machines/join")).status());
        // none of it has used the token
        assertEquals(200, join("wrong", token, Keys.p256()).status());
    }

    @Test
    void ofManyWhoShowOneTokenOneGetsIn() throws InterruptedException {
        String token = token("raced").text("token");
        List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                KeyPair pair = Keys.p256();
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                answers.add(join("raced", token, pair).status());
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(8, answers.size());
        assertEquals(1, answers.stream().filter(status -> status == 200).count(), answers::toString);
        assertEquals(7, answers.stream().filter(status -> status == 403).count(), answers::toString);
    }

    @Test
    void onlyTheOperatorMakesTokensAndNotForTheInstallationsOwnMachine() {
        In hostile = joined("hostile");
        token("target");
        for (String machine : List.of("hostile", "target")) {
            assertEquals(403, hostile.client().send("POST", url(MACHINES + "/" + machine + "/jointokens"), JSON, "{}").status());
        }
        admin.send("POST", url(MACHINES), JSON, "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Machine\",\"metadata\":{\"name\":\"local\"},\"spec\":{}}");
        Answer own = admin.send("POST", url(MACHINES + "/local/jointokens"), JSON, "{}");
        assertEquals(400, own.status(), own.body());
    }

    @Test
    void aMachineGetsAtNothingOfAnother() {
        In one = joined("one");
        In other = joined("other");
        assertEquals(200, one.reads("one").status());
        assertEquals(403, one.reads("other").status());
        assertEquals(403, renew(one, "other", other.pair()).status());
        assertEquals(403, one.client().send("PATCH", url(MACHINES + "/other/status"), MERGE, "{\"status\":{\"address\":\"192.0.2.66\"}}").status());
        assertEquals(403, one.client().send("PATCH", url(MACHINES + "/one"), MERGE, "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                .formatted(Machine.KEY_HASH, FORGED)).status());
    }

    private static Answer renew(In machine, String name, KeyPair pair) {
        ObjectNode body = Document.mapper().createObjectNode().put("csr", csr("CN=whoever", pair));
        return machine.client().send("POST", url(MACHINES + "/" + name + "/credentials"), JSON, body.toString());
    }

    @Test
    void aMachineRenewsItsCertificateForItsOwnKeyOnly() {
        In machine = joined("renewing");

        Answer fresh = renew(machine, "renewing", machine.pair());

        assertEquals(201, fresh.status(), fresh.body());
        String certificate = Document.parse(fresh.body().getBytes(StandardCharsets.UTF_8)).text("certificate");
        assertEquals(200, plane.withCertificate(credentials(certificate, machine.pair())).get(url(MACHINES + "/renewing")).status());
        assertEquals(403, renew(machine, "renewing", Keys.p256()).status());
    }

    /// Who has left has nothing any more: neither as a machine, nor by the nodes that it had.
    @Test
    void aRemovedMachineIsNobody() throws Exception {
        ClusterRecord acme = plane.cluster("acme", "default");
        In gone = joined("gone");
        In staying = joined("staying");
        give("gone", acme, "n1", 1);
        give("staying", acme, "n2", 2);
        RawClient itsNode = node(gone, acme, "n1");
        RawClient othersNode = node(staying, acme, "n2");
        String nodes = plane.url("acme", "default") + "/api/v1/nodes";
        assertEquals(200, itsNode.get(nodes).status());
        Tunnel tunnel = Tunnel.open(gone);
        assertTrue(tunnel.answer().startsWith("HTTP/1.1 101"), tunnel.answer());

        assertEquals(200, admin.send("DELETE", url(MACHINES + "/gone"), "", "").status());

        assertEquals(401, gone.reads("gone").status());
        assertEquals(401, gone.client().send("POST", url(MACHINES), JSON,
                "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Machine\",\"metadata\":{\"name\":\"gone\"},\"spec\":{}}").status());
        assertEquals(401, renew(gone, "gone", gone.pair()).status());
        assertEquals(401, itsNode.get(nodes).status());
        assertEquals(401, gone.client().get(agents("/agent/tunnel")).status());
        assertEquals(-1, tunnel.awaitEnd());
        assertEquals(200, staying.reads("staying").status());
        assertEquals(200, othersNode.get(nodes).status());
    }

    /// By that it knows that it is not cut off or refused by mistake, and ends what it still runs. Nobody else hears which machines there were.
    @Test
    void onlyAMachineThatHadJoinedHearsThatItIsNoneAnyMore() {
        ClusterRecord acme = plane.cluster("acme", "default");
        In gone = joined("dismissed");
        give("dismissed", acme, "n11", 11);
        RawClient itsNode = node(gone, acme, "n11");
        Credentials forged = plane.credentials(acme, "marina:machine:dismissed", "marina:machines");

        assertEquals(200, admin.send("DELETE", url(MACHINES + "/dismissed"), "", "").status());

        Answer said = gone.reads("dismissed");
        assertEquals(401, said.status());
        assertEquals(Machine.LEFT_OUT, Document.parse(said.body().getBytes(StandardCharsets.UTF_8)).at("details", "causes").path(0).path("reason").asText());
        assertTrue(said.body().contains("machine \\\"dismissed\\\" is none of this installation any more"), said.body());
        for (Answer other : List.of(itsNode.get(plane.url("acme", "default") + "/api/v1/nodes"),
                plane.withCertificate(forged).get(url(MACHINES + "/dismissed")),
                plane.anonymous().get(url(MACHINES + "/dismissed")))) {
            assertFalse(other.body().contains(Machine.LEFT_OUT), other.body());
            assertFalse(other.body().contains("none of this installation"), other.body());
        }
    }

    /// The pool has another node for it on another machine: the one that is replaced must not go on under its name.
    @Test
    void aNodeThatTheMachineHasNoMoreIsNobody() {
        ClusterRecord acme = plane.cluster("acme", "default");
        In machine = joined("emptied");
        give("emptied", acme, "n7", 7);
        RawClient node = node(machine, acme, "n7");
        String nodes = plane.url("acme", "default") + "/api/v1/nodes";
        assertEquals(200, node.get(nodes).status());

        admin.send("PATCH", url(MACHINES + "/emptied"), MERGE, "{\"spec\":{\"nodes\":[]}}");

        assertEquals(401, node.get(nodes).status());
        assertEquals(200, machine.reads("emptied").status());
    }

    /// Whoever has the key of a machine that was set up anew has nothing by it, nor by the certificates of its nodes.
    @Test
    void aMachineThatJoinsAgainHasAnotherKey() {
        ClusterRecord acme = plane.cluster("acme", "default");
        In before = joined("again");
        give("again", acme, "n9", 9);
        RawClient nodeBefore = node(before, acme, "n9");

        In after = joined("again");

        assertEquals(401, before.reads("again").status());
        assertEquals(200, after.reads("again").status());
        String nodes = plane.url("acme", "default") + "/api/v1/nodes";
        assertEquals(401, nodeBefore.get(nodes).status());
        assertEquals(200, node(after, acme, "n9").get(nodes).status());
    }

    private static void give(String machine, ClusterRecord cluster, String node, int index) {
        Answer given = admin.send("PATCH", url(MACHINES + "/" + machine), MERGE,
                "{\"spec\":{\"nodes\":[{\"clusterId\":\"%s\",\"name\":\"%s\",\"index\":%d,\"vni\":100}]}}".formatted(cluster.id(), node, index));
        assertEquals(200, given.status(), given.body());
    }

    private static RawClient node(In machine, ClusterRecord cluster, String name) {
        KeyPair pair = Keys.p256();
        ObjectNode body = Document.mapper().createObjectNode().put("clusterId", cluster.id().value()).put("node", name)
                .put("csr", csr("CN=system:node:%s,O=system:nodes".formatted(name), pair));
        Answer answer = machine.client().send("POST", url(MACHINES + "/" + machine.name() + "/nodecredentials"), JSON, body.toString());
        assertEquals(201, answer.status(), answer.body());
        return plane.withCertificate(credentials(Document.parse(answer.body().getBytes(StandardCharsets.UTF_8)).text("certificate"), pair));
    }

    /// Pods on another machine reach their own API server by the port for agents, and nobody without a machine's certificate does.
    @Test
    void connectionsOfPodsComeInUnderTheMachinesCertificate() throws Exception {
        ClusterRecord acme = plane.cluster("acme", "default");
        In machine = joined("forwarding");
        give("forwarding", acme, "n8", 8);
        KeyPair pair = Keys.p256();
        ObjectNode body = Document.mapper().createObjectNode().put("clusterId", acme.id().value()).put("node", "n8")
                .put("csr", csr("CN=system:node:n8,O=system:nodes", pair));
        Document credentials = Document.parse(machine.client().send("POST", url(MACHINES + "/forwarding/nodecredentials"), JSON, body.toString()).body()
                .getBytes(StandardCharsets.UTF_8));

        try (SSLSocket socket = connect(machine.credentials())) {
            assertTrue(ask(socket).startsWith("HTTP/1.1 200"));
            byte[] signature = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
            socket.getOutputStream().write(ByteBuffer.allocate(16 + 36).put(signature).put((byte) 0x21).put((byte) 0x21).putShort((short) 36)
                    .put(InetAddress.getByName("fd00::2").getAddress()).put(InetAddress.getByName(credentials.text("proxyAddress")).getAddress())
                    .putShort((short) 40000).putShort((short) 443).array());
            try (SSLSocket inner = (SSLSocket) tls(null).getSocketFactory().createSocket(socket, "localhost", 443, false)) {
                inner.getOutputStream().write("GET /version HTTP/1.1\r\nHost: kubernetes\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(inner.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
                assertTrue(answer.contains("gitVersion"), answer);
            }
        }
        try (SSLSocket nobody = connect(null)) {
            assertTrue(ask(nobody).startsWith("HTTP/1.1 401"));
        }
        try (SSLSocket tenants = connect(plane.credentials(acme, "marina:machine:forwarding", "marina:machines"))) {
            assertTrue(ask(tenants).startsWith("HTTP/1.1 401"));
        }
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("CONNECT kubernetes:443 HTTP/1.1\r\nHost: kubernetes:443\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return head(socket.getInputStream());
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static SSLSocket connect(Credentials credentials) throws Exception {
        SSLSocket socket = (SSLSocket) tls(credentials).getSocketFactory().createSocket(ADDRESS, plane.config().agentPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static SSLContext tls(Credentials credentials) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        if (credentials != null) {
            keys.setKeyEntry("me", Pem.privateKey(credentials.pkcs8()), new char[0], new X509Certificate[] {Pem.certificate(credentials.certificate())});
        }
        KeyManagerFactory mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        mine.init(keys, new char[0]);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("ca", Pem.certificate(plane.serverCa()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(mine.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /// A machine's tunnel, of which nothing is read but its end.
    private record Tunnel(SSLSocket socket, String answer) {

        static Tunnel open(In machine) throws Exception {
            SSLSocket socket = connect(machine.credentials());
            socket.getOutputStream().write("""
                    GET /agent/tunnel HTTP/1.1\r
                    Host: %s\r
                    Upgrade: websocket\r
                    Connection: Upgrade\r
                    Sec-WebSocket-Version: 13\r
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                    \r
                    """.formatted(ADDRESS).getBytes(StandardCharsets.US_ASCII));
            return new Tunnel(socket, head(socket.getInputStream()));
        }

        /// What is read at last: a close frame may come first.
        int awaitEnd() throws IOException {
            InputStream in = socket.getInputStream();
            int read = in.read();
            for (int bytes = 0; read >= 0 && bytes < 100; bytes++) {
                read = in.read();
            }
            return read;
        }
    }
}
