package dev.marina.launcher.join;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.TreeMap;

import javax.security.auth.x500.X500Principal;

import com.fasterxml.jackson.databind.JsonNode;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Json;
import dev.marina.launcher.instance.Identity;
import dev.marina.launcher.instance.Joined;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Settings;
import dev.marina.launcher.tls.Pem;

/// Makes this machine one of an installation elsewhere: a key that never leaves it, a certificate for that, and settings by which `up` starts an engine
/// and an agent and nothing else. May be called again with another token: the machine has another key then.
public final class Join {
    private static final String COMPONENTS = "containerd,docker,node-agent";

    private final Layout layout;

    public Join(Layout layout) {
        this.layout = layout;
    }

    /// @param server as `join-token` wrote it
    /// @param address at which other machines reach this one; empty: the one from which it reaches the server
    public Joined run(String server, String token, String machine, String address) throws IOException, InterruptedException, GeneralSecurityException {
        if (Files.exists(layout.instanceFile()) && Joined.find(layout).isEmpty()) {
            throw new Complaint("%s is an installation of its own, and cannot be part of another; MARINA_HOME names another directory"
                    .formatted(layout.home()));
        }
        JoinPort port = JoinPort.parse(server);
        JoinToken shown = JoinToken.parse(token);
        String own = address.isEmpty() ? port.ownAddress() : address;
        if (!own.matches("\\d{1,3}(\\.\\d{1,3}){3}") || own.startsWith("127.")) {
            throw new Complaint("--address is '%s'; it must be the IPv4 address at which the other machines reach this one".formatted(own));
        }
        KeyPair pair = pair();
        JsonNode answer = port.join(shown, machine, csr(machine, pair));
        Identity.adopt(layout, answer.path("nodeSubnet").asText());
        keep(port, answer, pair);
        Settings.joined(layout, settings(answer, own), System.getenv()).keep(layout);
        Joined joined = new Joined(port.host(), port.port(), machine, own);
        joined.keep(layout);
        return joined;
    }

    private static Map<String, String> settings(JsonNode answer, String own) {
        Map<String, String> settings = new TreeMap<>(Map.of("components", COMPONENTS, "machine-address", own));
        if (answer.hasNonNull("registry")) {
            // Images are named after it.
            settings.put("console-url", "https://" + answer.path("registry").asText());
        }
        return settings;
    }

    /// The certificate in a file of its own, which the agent renews.
    private void keep(JoinPort port, JsonNode answer, KeyPair pair) throws IOException {
        Json.write(layout.pki("ca.pem"), answer.path("authorities").asText());
        Json.write(layout.pki(Joined.KEY), Pem.of(pair.getPrivate()));
        Json.write(layout.pki("machine.pem"), answer.path("certificate").asText());
        String server = URI.create("https://%s:%d%s".formatted(port.host(), answer.path("apiPort").asInt(), answer.path("path").asText())).toString();
        Json.write(layout.pki("agent.kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: marina
                  cluster:
                    server: %s
                    certificate-authority: ca.pem
                users:
                - name: machine
                  user:
                    client-certificate: machine.pem
                    client-key: machine-key.pem
                contexts:
                - name: marina
                  context:
                    cluster: marina
                    user: machine
                current-context: marina
                """.formatted(server));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String csr(String machine, KeyPair pair) throws IOException, GeneralSecurityException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=marina:machine:" + machine), pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
        return text.toString();
    }
}
