package dev.marina.controllers.certificatesigningrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnsweredRequestReconcilerTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SAID = MADE.plusSeconds(600);

    private static CertificateSigningRequest request(String certificate, String... conditions) {
        CertificateSigningRequestBuilder request = new CertificateSigningRequestBuilder().withNewMetadata().withName("r")
                .withCreationTimestamp(MADE.toString()).endMetadata().withNewSpec().withSignerName("example.com/x").endSpec()
                .withNewStatus().withCertificate(certificate).endStatus();
        for (String type : conditions) {
            request.editStatus().addNewCondition().withType(type).withStatus("True").withLastUpdateTime(SAID.toString()).endCondition().endStatus();
        }
        return request.build();
    }

    private static Optional<Duration> afterwards(CertificateSigningRequest request) {
        return AnsweredRequestReconciler.end(request).map(end -> Duration.between(SAID, end));
    }

    @Test
    void anAnswerIsKeptForAnHourAndAQuestionForADay() {
        Duration hour = Duration.ofHours(1);
        Duration day = Duration.ofDays(1);
        assertEquals(Optional.of(day.minusSeconds(600)), afterwards(request("")));
        assertEquals(Optional.of(day), afterwards(request("", "Approved")));
        assertEquals(Optional.of(hour), afterwards(request("Y2VydA==", "Approved")));
        assertEquals(Optional.of(hour), afterwards(request("", "Denied")));
        assertEquals(Optional.of(hour), afterwards(request("", "Approved", "Failed")));
        assertEquals(Optional.empty(), afterwards(request("", "Remarked")));
    }

    @Test
    void itGoesWhenItsTimeIsOver() throws Exception {
        try (TestWorld world = new TestWorld()) {
            ClusterId acme = world.cluster("acme");
            CertificateSigningRequest made = world.writes(acme).create(Types.SIGNING_REQUESTS, request(""));
            Instant end = AnsweredRequestReconciler.end(made).orElseThrow();
            world.time.advance(Duration.between(world.time.instant(), end.minusSeconds(60)));

            assertEquals(Outcome.recheckAfter(Duration.ofMinutes(1)), world.reconcile(new AnsweredRequestReconciler(), acme, "", "r"));
            world.time.advance(Duration.ofMinutes(1));
            world.reconcile(new AnsweredRequestReconciler(), acme, "", "r");

            assertTrue(world.snapshot(acme).list(Types.SIGNING_REQUESTS, "").isEmpty());
        }
    }
}
