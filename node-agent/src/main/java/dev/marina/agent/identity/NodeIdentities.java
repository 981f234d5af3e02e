package dev.marina.agent.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.model.Machine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// Gets identities for nodes through the Machine's `nodecredentials` subresource. Keys never leave this process.
public final class NodeIdentities {

    static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final KubernetesClient management;
    private final String machine;
    private final UnaryOperator<String> servers;

    public NodeIdentities(KubernetesClient management, String machine) {
        this(management, machine, UnaryOperator.identity());
    }

    /// @param servers how this machine reaches a server that the control plane names
    public NodeIdentities(KubernetesClient management, String machine, UnaryOperator<String> servers) {
        this.management = management;
        this.machine = machine;
        this.servers = servers;
    }

    /// @param credentials also say where the forwarder of the `kubernetes` Service leads
    public record NodeIdentity(Identity identity, Machine.NodeCredentials credentials) {}

    public NodeIdentity request(NodeRef node) {
        return request(node, null);
    }

    /// One whose time is over: no API server takes it.
    public NodeIdentity requestExpired(NodeRef node) {
        return request(node, true);
    }

    private NodeIdentity request(NodeRef node, Boolean expired) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            String csr = csr(new X500Principal("CN=system:node:%s,O=system:nodes".formatted(node.name())), pair);
            String answer = management.raw("/apis/marina.dev/v1/machines/%s/nodecredentials".formatted(machine), "POST",
                    new Machine.NodeCredentialsRequest(node.clusterId(), node.name(), csr, expired));
            Machine.NodeCredentials credentials = answer == null ? null : JSON.readValue(answer, Machine.NodeCredentials.class);
            if (credentials == null || credentials.certificate() == null) {
                throw new KubernetesClientException("no credentials for node %s".formatted(node));
            }
            return new NodeIdentity(new Identity(servers.apply(credentials.server()), credentials.serverCa(), credentials.certificate(), pair.getPrivate()),
                    credentials);
        } catch (JsonProcessingException unreadable) {
            throw new KubernetesClientException("credentials for node %s cannot be read: %s".formatted(node, unreadable.getOriginalMessage()), unreadable);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot make a key", failure);
        }
    }

    static String csr(X500Principal subject, KeyPair pair) {
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(new JcaPKCS10CertificationRequestBuilder(subject, pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (OperatorCreationException failure) {
            throw new IllegalStateException("cannot make a certificate request", failure);
        }
        return pem.toString();
    }
}
