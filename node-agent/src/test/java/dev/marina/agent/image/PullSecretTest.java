package dev.marina.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.runtime.ContainerImages.Login;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PullSecretTest {

    private static Secret secret(String type, String key, String text) {
        return new SecretBuilder().withNewMetadata().withNamespace("default").withName("pull").withUid("u").endMetadata().withType(type)
                .withData(Map.of(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))).build();
    }

    private static Optional<Login> login(String auths, String image) {
        return PullSecret.of(secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "{\"auths\":%s}".formatted(auths)))
                .flatMap(secret -> secret.login(ImageReference.parse(image).orElseThrow()));
    }

    @Test
    void userAndPasswordStandAloneOrEncoded() {
        assertEquals(Optional.of(new Login("ann", "pa:ss", "")), login("{\"registry.test\":{\"username\":\"ann\",\"password\":\"pa:ss\"}}", "registry.test/x"));
        assertEquals(Optional.of(new Login("ann", "pa:ss", "")), login("{\"https://registry.test/v2/\":{\"auth\":\"YW5uOnBhOnNz\"}}", "registry.test/x"));
        assertEquals(Optional.of(new Login("", "", "token")), login("{\"registry.test\":{\"identitytoken\":\"token\"}}", "registry.test/x"));
    }

    @Test
    void theOldFormIsReadToo() {
        assertEquals(Optional.of(new Login("ann", "x", "")), PullSecret.of(secret("kubernetes.io/dockercfg", ".dockercfg",
                "{\"registry.test\":{\"username\":\"ann\",\"password\":\"x\"}}"))
                .flatMap(secret -> secret.login(ImageReference.parse("registry.test/x").orElseThrow())));
    }

    @Test
    void aLoginIsForItsRegistryOnly() {
        assertEquals(Optional.empty(), login("{\"registry.test\":{\"auth\":\"YW5uOng=\"}}", "registry.test:5000/x"));
        assertEquals(Optional.empty(), login("{\"registry.test\":{\"auth\":\"YW5uOng=\"}}", "other.test/x"));
        assertEquals(Optional.empty(), login("{\"*.test\":{\"auth\":\"YW5uOng=\"}}", "a.b.test/x"));
        assertEquals(Optional.of(new Login("ann", "x", "")), login("{\"*.test\":{\"auth\":\"YW5uOng=\"}}", "registry.test/x"));
        assertEquals(Optional.of(new Login("ann", "x", "")), login("{\"https://index.docker.io/v1/\":{\"auth\":\"YW5uOng=\"}}", "nginx"));
    }

    @Test
    void theLongestPathWins() {
        String both = "{\"registry.test\":{\"auth\":\"YW5uOng=\"},\"registry.test/team\":{\"auth\":\"Ym9iOnk=\"}}";

        assertEquals(Optional.of(new Login("bob", "y", "")), login(both, "registry.test/team/app"));
        assertEquals(Optional.of(new Login("ann", "x", "")), login(both, "registry.test/teamwork/app"));
    }

    @Test
    void whatCannotBeReadIsNoLogin() {
        assertEquals(Optional.empty(), PullSecret.of(secret("Opaque", ".dockerconfigjson", "{\"auths\":{\"a\":{\"auth\":\"YW5uOng=\"}}}")));
        assertEquals(Optional.empty(), PullSecret.of(secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "no json")));
        assertEquals(Optional.empty(), login("{\"registry.test\":{\"auth\":\"!\"}}", "registry.test/x"));
    }
}
