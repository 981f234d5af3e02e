package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecurityRulesTest {

    private static Pod pod(String podFields, String context) {
        return Pods.pod("%scontainers:\n- {name: main, image: x, securityContext: {%s}}\n".formatted(podFields, context));
    }

    private static ContainerSpec.Security security(String podFields, String context, String imageUser) {
        Pod pod = pod(podFields, context);
        return SecurityRules.of(pod, pod.getSpec().getContainers().getFirst(), imageUser, true);
    }

    @Test
    void whatReachesBeyondTheNodeIsRefusedByName() {
        assertTrue(SecurityRules.refuse(pod("hostPID: true\n", ""), true).orElse("").contains("hostPID"));
        assertTrue(SecurityRules.refuse(pod("hostIPC: true\n", ""), true).orElse("").contains("hostIPC"));
        assertTrue(SecurityRules.refuse(pod("", "capabilities: {add: [SYS_ADMIN]}"), true).orElse("").contains("SYS_ADMIN"));
        assertTrue(SecurityRules.refuse(pod("", "capabilities: {add: [CAP_SYS_MODULE]}"), true).orElse("").contains("SYS_MODULE"));
        assertTrue(SecurityRules.refuse(pod("hostNetwork: true\n", "capabilities: {add: [NET_ADMIN]}"), true).orElse("").contains("NET_ADMIN"));
    }

    @Test
    void ordinaryPodsAreNotRefused() {
        assertEquals(Optional.empty(), SecurityRules.refuse(pod("hostNetwork: true\n", ""), true));
        assertEquals(Optional.empty(), SecurityRules.refuse(pod("", "capabilities: {add: [NET_ADMIN], drop: [ALL]}"), true));
    }

    @Test
    void capabilitiesAreAnExplicitList() {
        assertTrue(security("", "", "").capabilities().contains("CHOWN"));
        assertFalse(security("", "", "").capabilities().contains("MKNOD"));
        assertEquals(List.of("NET_BIND_SERVICE"), security("", "capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}", "").capabilities());
        assertFalse(security("", "capabilities: {add: [ALL]}", "").capabilities().contains("SYS_ADMIN"));
        assertFalse(security("hostNetwork: true\n", "capabilities: {add: [ALL]}", "").capabilities().contains("NET_ADMIN"));
    }

    @Test
    void privilegedIsWhatCouldBeListedAndNoMore() {
        assertEquals(Optional.empty(), SecurityRules.refuse(pod("", "privileged: true"), true));
        assertEquals(security("", "capabilities: {add: [ALL]}", ""), security("", "privileged: true", ""));
        assertEquals(security("hostNetwork: true\n", "capabilities: {add: [ALL]}", ""), security("hostNetwork: true\n", "privileged: true", ""));
        assertFalse(security("", "privileged: true", "").seccompUnconfined());
    }

    @Test
    void seccompIsNeverTakenOff() {
        assertFalse(security("", "seccompProfile: {type: Unconfined}", "").seccompUnconfined());
    }

    /// There a capability is one of the machine's.
    @Test
    void withoutUserNamespacesNobodyHasMoreThanTheUsual() {
        Pod privileged = pod("", "privileged: true");
        Pod asking = pod("", "capabilities: {add: [NET_ADMIN]}");

        assertEquals(security("", "", "").capabilities(),
                SecurityRules.of(privileged, privileged.getSpec().getContainers().getFirst(), "", false).capabilities());
        assertTrue(SecurityRules.refuse(asking, false).orElse("").contains("NET_ADMIN is not available on a node whose containers have no user namespaces"));
        assertEquals(Optional.empty(), SecurityRules.refuse(pod("", "capabilities: {add: [NET_BIND_SERVICE, ALL]}"), false));
    }

    @Test
    void containerOverridesThePodsIdentity() {
        assertEquals(Optional.of("2000:3000"), security("securityContext: {runAsUser: 1000, runAsGroup: 3000}\n", "runAsUser: 2000", "").user());
        assertEquals(List.of("7", "8"), security("securityContext: {supplementalGroups: [7], fsGroup: 8}\n", "", "").groups());
        assertEquals(Optional.empty(), security("", "", "1000").user());
    }

    @Test
    void nonRootIsChecked() {
        assertThrows(Environment.Unresolved.class, () -> security("", "runAsNonRoot: true", ""));
        assertThrows(Environment.Unresolved.class, () -> security("", "runAsNonRoot: true", "mysql"));
        assertThrows(Environment.Unresolved.class, () -> security("", "runAsNonRoot: true", "00"));
        assertThrows(Environment.Unresolved.class, () -> security("", "runAsNonRoot: true", "000:100"));
        assertThrows(Environment.Unresolved.class, () -> security("", "runAsNonRoot: true, runAsUser: 0", ""));
        assertEquals(Optional.of("1000"), security("", "runAsNonRoot: true, runAsUser: 1000", "").user());
    }
}
