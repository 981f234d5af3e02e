package dev.marina.tenancy.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.tenancy.management.ManagementCluster.Credentials;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    @Test
    void whatTheControlPlaneAnswersIsRead() {
        String answer = "{\"kind\":\"UserCredentials\",\"apiVersion\":\"marina.dev/v1\",\"certificate\":\"c\",\"serverCa\":\"ca\",\"server\":\"https://h\"}";

        assertEquals(new Credentials("c", "ca", "https://h"), KubernetesManagementCluster.credentials(new KubernetesSerialization(), answer));
    }
}
