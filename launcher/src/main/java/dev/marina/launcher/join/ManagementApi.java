package dev.marina.launcher.join;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Json;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.tls.Pem;

/// The management cluster as this machine's operator asks it, with the operator's own kubeconfig.
final class ManagementApi {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MACHINES = "/apis/marina.dev/v1/machines";

    private final HttpClient http;
    private final String server;

    private ManagementApi(HttpClient http, String server) {
        this.http = http;
        this.server = server;
    }

    static ManagementApi of(Instance instance) throws IOException, GeneralSecurityException {
        Path file = instance.layout().pki("admin.kubeconfig");
        if (!Files.exists(file)) {
            throw new Complaint("there is no %s; ./marina up makes it, on the machine that the installation is on".formatted(file));
        }
        JsonNode config = Json.YAML.readTree(Files.readString(file));
        JsonNode user = config.path("users").path(0).path("user");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        try (PEMParser key = new PEMParser(new StringReader(text(user, "client-key-data")))) {
            keys.setKeyEntry("operator", new JcaPEMKeyConverter().getPrivateKey(((PEMKeyPair) key.readObject()).getPrivateKeyInfo()), new char[0],
                    Pem.certificates(text(user, "client-certificate-data")).toArray(X509Certificate[]::new));
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        JsonNode cluster = config.path("clusters").path(0).path("cluster");
        tls.init(managers.getKeyManagers(), Trusted.managers(Pem.certificates(text(cluster, "certificate-authority-data"))), null);
        String bind = instance.settings().bind();
        String host = List.of("0.0.0.0", "::").contains(bind) ? "127.0.0.1" : URI.create(cluster.path("server").asText()).getHost();
        return new ManagementApi(HttpClient.newBuilder().sslContext(tls).connectTimeout(PATIENCE).build(),
                "https://%s:%d%s".formatted(host, instance.settings().apiPort(), URI.create(cluster.path("server").asText()).getPath()));
    }

    private static String text(JsonNode node, String name) {
        return new String(Base64.getDecoder().decode(node.path(name).asText()), StandardCharsets.UTF_8);
    }

    /// A token for a machine of that name, which need not be known yet.
    JsonNode joinToken(String machine, Duration life) throws IOException, InterruptedException {
        ObjectNode object = Json.JSON.createObjectNode().put("apiVersion", "marina.dev/v1").put("kind", "Machine");
        object.putObject("metadata").put("name", machine).putObject("labels").put("kubernetes.io/hostname", machine);
        object.putObject("spec");
        send("POST", MACHINES, object, List.of(201, 409));
        return send("POST", MACHINES + "/" + machine + "/jointokens", Json.JSON.createObjectNode().put("expirationSeconds", life.toSeconds()), List.of(201));
    }

    void remove(String machine) throws IOException, InterruptedException {
        send("DELETE", MACHINES + "/" + machine, null, List.of(200, 202));
    }

    private JsonNode send(String method, String path, JsonNode body, List<Integer> fine) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE).header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body.toString())).build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode content = Json.JSON.readTree(answer.body());
            if (!fine.contains(answer.statusCode())) {
                throw new Complaint(content.path("message").asText("the API server said %d".formatted(answer.statusCode())));
            }
            return content;
        } catch (java.net.ConnectException e) {
            throw new Complaint("the API server does not answer at %s; ./marina status says what is wrong".formatted(server), e);
        }
    }
}
