package dev.marina.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DenyServiceExternalIPsAdmissionTest {

    private static final Verdict DENIED = new Verdict.Deny("Use of external IPs is denied by admission control");

    @Test
    void noAddressIsTakenThatTheServiceDidNotHave() {
        record Row(Optional<String> had, String has, Verdict verdict) {}
        for (Row row : List.of(
                new Row(Optional.empty(), "[]", Verdict.FINE),
                new Row(Optional.empty(), "[\"192.0.2.1\"]", DENIED),
                new Row(Optional.of("[]"), "[\"192.0.2.1\"]", DENIED),
                new Row(Optional.of("[\"192.0.2.1\"]"), "[\"192.0.2.2\"]", DENIED),
                new Row(Optional.of("[\"192.0.2.1\",\"192.0.2.2\"]"), "[\"192.0.2.2\"]", Verdict.FINE),
                new Row(Optional.of("[\"192.0.2.1\"]"), "[]", Verdict.FINE))) {
            AdmissionRequest.Operation operation = row.had.isEmpty() ? AdmissionRequest.Operation.CREATE : AdmissionRequest.Operation.UPDATE;
            assertEquals(row.verdict, new DenyServiceExternalIPsAdmission()
                    .validate(new AdmissionRequest(null, operation, new GroupResource("", "services"), "", "default", "s",
                            service(row.has), row.had.map(DenyServiceExternalIPsAdmissionTest::service), null, null)),
                    row.toString());
        }
    }

    private static Document service(String externalIps) {
        return Document.parse("{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"s\"},\"spec\":{\"externalIPs\":%s}}".formatted(externalIps)
                .getBytes(StandardCharsets.UTF_8));
    }
}
