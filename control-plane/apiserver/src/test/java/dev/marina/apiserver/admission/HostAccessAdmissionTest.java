package dev.marina.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostAccessAdmissionTest {

    private static final String CAPABILITIES = "spec.containers[0].securityContext.capabilities.add: ";

    private static Verdict create(String spec) {
        Document pod = Document.parse("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":%s}".formatted(spec.replace('\'', '"'))
                .getBytes(StandardCharsets.UTF_8));
        return new HostAccessAdmission()
                .validate(new AdmissionRequest(null, AdmissionRequest.Operation.CREATE, new GroupResource("", "pods"), "", "default", "p",
                        pod, Optional.empty(), null, null));
    }

    @Test
    void whatReachesTheMachineIsRefusedByName() {
        record Row(String spec, Verdict verdict) {}
        for (Row row : List.of(
                new Row("{'containers':[{'name':'c'}]}", Verdict.FINE),
                new Row("{'hostPID':true}", new Verdict.Deny("spec.hostPID: hostPID is not allowed on this platform")),
                new Row("{'containers':[{'securityContext':{'privileged':true}}]}",
                        new Verdict.Admit(List.of("spec.containers[0].securityContext.privileged: on this platform it means all capabilities that a"
                                + " container can have in its user namespace; devices, modules and settings of the machine stay out of reach"))),
                new Row("{'containers':[{'securityContext':{'capabilities':{'add':['NET_ADMIN','ALL','CAP_CHOWN']}}}]}", Verdict.FINE),
                new Row("{'containers':[{'securityContext':{'capabilities':{'add':['SYS_ADMIN']}}}]}",
                        new Verdict.Deny(CAPABILITIES + "SYS_ADMIN is not allowed on this platform")),
                new Row("{'hostNetwork':true,'containers':[{'securityContext':{'capabilities':{'add':['NET_ADMIN']}}}]}",
                        new Verdict.Deny(CAPABILITIES + "NET_ADMIN is not allowed on this platform")))) {
            assertEquals(row.verdict, create(row.spec), row.spec);
        }
    }
}
