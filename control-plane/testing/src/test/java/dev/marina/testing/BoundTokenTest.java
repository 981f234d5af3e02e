package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tokens that are bound to an object.
class BoundTokenTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static KubernetesClient admin;
    private static Node node;
    private static Pod pod;

    @BeforeAll
    static void aPodOnANode() {
        admin = plane.admin("acme", "tokens");
        node = admin.resource(new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build()).create();
        pod = admin.resource(new PodBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withNodeName("n1").addNewContainer().withName("main").withImage("i").endContainer().endSpec().build()).create();
    }

    private static TokenReview reviewed(String name) {
        TokenRequest request = new TokenRequestBuilder().withNewSpec().withNewBoundObjectRef().withKind("Pod").withApiVersion("v1").withName(name)
                .endBoundObjectRef().endSpec().build();
        String token = admin.serviceAccounts().inNamespace("default").withName("default").tokenRequest(request).getStatus().getToken();
        return admin.resource(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build()).create();
    }

    @Test
    void aTokenOfAPodSaysOnWhichNodeItIs() {
        var extra = reviewed("web").getStatus().getUser().getExtra();
        assertEquals(List.of("web"), extra.get("authentication.kubernetes.io/pod-name"));
        assertEquals(List.of(pod.getMetadata().getUid()), extra.get("authentication.kubernetes.io/pod-uid"));
        assertEquals(List.of("n1"), extra.get("authentication.kubernetes.io/node-name"));
        assertEquals(List.of(node.getMetadata().getUid()), extra.get("authentication.kubernetes.io/node-uid"));
    }

    @Test
    void aTokenOfANodeEndsWithTheNode() {
        admin.resource(new NodeBuilder().withNewMetadata().withName("short").endMetadata().build()).create();
        TokenRequest request = new TokenRequestBuilder().withNewSpec().withNewBoundObjectRef().withKind("Node").withApiVersion("v1").withName("short")
                .endBoundObjectRef().endSpec().build();
        String token = admin.serviceAccounts().inNamespace("default").withName("default").tokenRequest(request).getStatus().getToken();
        TokenReview asked = new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build();
        assertEquals(true, admin.resource(asked).create().getStatus().getAuthenticated());

        admin.nodes().withName("short").delete();

        assertEquals(false, admin.resource(asked).create().getStatus().getAuthenticated());
    }
}
