package dev.marina.controllers.acme;

import dev.marina.acme.CertificatePace;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.acme.CertificatePlan.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificatePlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> HOSTS = List.of("a.example");
    private static final Held FRESH = new Held(HOSTS, NOW, NOW.plus(Duration.ofDays(90)));

    private static CertificatePlan plan(Optional<Held> held, Optional<CertificateOrder> order, Instant now) {
        return CertificatePlan.of(HOSTS, held, order, now);
    }

    private static CertificateOrder order(Instant since) {
        return new CertificateOrder(HOSTS, "https://ca/order/1", List.of("https://ca/challenge/1"), since, false, 0, "", "https://ca/account/1");
    }

    @Test
    void certificateIsRenewedWithAThirdOfItsLifeLeft() {
        assertEquals(new CertificatePlan.Wait(NOW.plus(Duration.ofDays(60))), plan(Optional.of(FRESH), Optional.empty(), NOW));
        assertEquals(new CertificatePlan.Begin(), plan(Optional.of(FRESH), Optional.empty(), NOW.plus(Duration.ofDays(60))));
    }

    @Test
    void otherNamesAreAnotherCertificate() {
        assertEquals(new CertificatePlan.Begin(), plan(Optional.of(new Held(List.of("b.example"), NOW, FRESH.until())), Optional.empty(), NOW));
        CertificateOrder others = CertificateOrder.failed(List.of("b.example"), NOW, 9, "no");
        assertEquals(new CertificatePlan.Begin(), plan(Optional.empty(), Optional.of(others), NOW));
    }

    @Test
    void serverIsToldToLookWhenTheEntranceHasHadTimeAndIsNotWaitedForLongerThanHalfAnHour() {
        CertificateOrder order = order(NOW);
        assertEquals(new CertificatePlan.Wait(NOW.plusSeconds(10)), plan(Optional.empty(), Optional.of(order), NOW));
        assertEquals(new CertificatePlan.Ask(order), plan(Optional.empty(), Optional.of(order), NOW.plusSeconds(10)));
        CertificateOrder asked = order.asked(NOW.plusSeconds(10));
        assertEquals(new CertificatePlan.Follow(asked), plan(Optional.empty(), Optional.of(asked), NOW.plusSeconds(10)));
        assertEquals(new CertificatePlan.GiveUp(asked), plan(Optional.empty(), Optional.of(asked), NOW.plusSeconds(1811)));
    }

    @Test
    void whatFailsIsTriedAgainLaterAndLater() {
        assertEquals(new CertificatePlan.Wait(NOW.plus(Duration.ofMinutes(20))),
                plan(Optional.empty(), Optional.of(CertificateOrder.failed(HOSTS, NOW, 3, "no")), NOW));
        assertEquals(new CertificatePlan.Begin(),
                plan(Optional.empty(), Optional.of(CertificateOrder.failed(HOSTS, NOW, 3, "no")), NOW.plus(Duration.ofMinutes(20))));
        assertEquals(Duration.ofDays(1), CertificatePace.retry(Integer.MAX_VALUE));
        assertEquals(Duration.ofMinutes(5), CertificatePace.retry(1));
    }

    @Test
    void orderIsReadAsItWasWrittenAndSomebodyElsesTextIsNone() {
        CertificateOrder order = order(NOW).asked(NOW.plusSeconds(1));
        assertEquals(Optional.of(order), CertificateOrder.of(order.text()));
        for (String text : List.of("", "[]", "{}", "{\"since\":5}", "nonsense")) {
            assertEquals(Optional.empty(), CertificateOrder.of(text), text);
        }
    }
}
