package dev.marina.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdmissionOrderTest {

    @Test
    void pluginsRunInThisOrder() {
        assertEquals(
                List.of("NamespaceLifecycle", "LimitRanger", "ServiceAccount", "NodeRestriction", "TaintNodesByCondition", "PodSecurity", "Priority",
                        "DefaultTolerationSeconds",
                        "DefaultStorageClass",
                        "StorageObjectInUseProtection", "PersistentVolumeClaimResize", "RuntimeClass", "CertificateApproval", "DefaultIngressClass",
                        "DenyServiceExternalIPs", "DeviceTaintTime", "PodTopologyLabels", "NodeDeclaredFeatureValidator", "PodResizeValidator",
                        "ClusterRoleAggregation", "Clock", "LabRun", "ExamRun", "LabSource", "Application", "Rendering",
                        "HostAccess",
                        "DefinitionLimits", "ObjectBudget", "MutatingAdmissionPolicy", "MutatingAdmissionWebhook",
                        "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook",
                        "PlanQuota", "ResourceQuota"),
                new AdmissionChain(AdmissionChain.standard(new Random(1), null, null, null, null, () -> null, null)).names());
    }
}
