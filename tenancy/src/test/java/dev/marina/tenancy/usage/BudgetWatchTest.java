package dev.marina.tenancy.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.mail.Mail;
import dev.marina.tenancy.mail.Mailer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BudgetWatchTest {

    private static final long HOUR = 3_600_000;
    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);

    private final Rows rows = new Rows();
    private final List<Mail> mails = new ArrayList<>();
    private final List<UUID> suspended = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-10T12:00:00Z");
    private boolean mailOut;

    private void sweep() {
        new BudgetWatch(rows, suspended::add, new Outbox(), "https://m.test", Clock.fixed(now, ZoneOffset.UTC)).sweep();
    }

    private final class Outbox implements Mailer {

        @Override
        public void send(Mail mail) {
            if (mailOut) {
                throw new IllegalStateException("no mail gets out");
            }
            mails.add(mail);
        }

        @Override
        public boolean reachesPeople() {
            return true;
        }
    }

    @Test
    void eachLevelIsToldOnceAndOnlyTheLastSuspends() {
        rows.set(ACME, 100, true);
        for (long used : new long[] {79, 80, 94, 95, 99}) {
            rows.used.put(ACME, used * HOUR);
            sweep();
            sweep();
        }
        assertEquals(List.of("Your tenant acme at Marina has used 80 % of its budget", "Your tenant acme at Marina has used 95 % of its budget"),
                mails.stream().map(Mail::subject).toList());
        assertEquals(List.of(), suspended);

        rows.used.put(ACME, 100 * HOUR);
        sweep();
        sweep();
        assertEquals(List.of(ACME), suspended, "an owner who resumes it is left alone");
        assertTrue(mails.getLast().text().contains("Everything that\nis stored stays"), mails.getLast().text());
    }

    @Test
    void whoWantsNoSuspensionIsToldOnly() {
        rows.set(ACME, 1, false);
        rows.used.put(ACME, 5 * HOUR);
        sweep();

        assertEquals(1, mails.size(), "of several levels at once the highest");
        assertEquals(List.of(), suspended);
    }

    @Test
    void whatFailsIsDoneLaterAndHoldsNoOtherTenantUp() {
        rows.set(ACME, 1, true);
        rows.used.put(ACME, HOUR);
        mailOut = true;
        sweep();
        assertEquals(0, rows.told.getOrDefault(ACME, 0));
        mailOut = false;
        rows.set(GLOBEX, 1, false);
        rows.used.put(GLOBEX, HOUR);
        sweep();

        assertEquals(List.of("acme@x.test", "globex@x.test"), mails.stream().map(Mail::to).toList());
        assertFalse(suspended.contains(GLOBEX));
    }

    @Test
    void aMonthBeginsAnewAndAChangedBudgetIsToldAnew() {
        rows.set(ACME, 100, true);
        rows.used.put(ACME, 100 * HOUR);
        sweep();
        now = Instant.parse("2026-04-01T00:00:00Z");
        sweep();
        assertEquals(2, suspended.size());
        rows.set(ACME, 110, true);
        sweep();
        assertEquals("Your tenant acme at Marina has used 80 % of its budget", mails.getLast().subject());
    }

    @Test
    void aShareIsRoundedDownAndNeverOverflows() {
        assertEquals(99, new UsageBudget(3, true, 3 * HOUR - 1).percent());
        assertEquals(100, new UsageBudget(3, true, 3 * HOUR).percent());
        assertEquals(Integer.MAX_VALUE, new UsageBudget(1, true, Long.MAX_VALUE).percent());
        assertEquals(0, new UsageBudget(UsageBudget.MOST_HOURS, true, HOUR).percent());
        assertEquals(Instant.parse("2026-03-01T00:00:00Z"), UsageBudget.month(now));
    }

    /// As the database keeps them.
    private static final class Rows implements BudgetRecords {

        private final Map<UUID, UsageBudget> budgets = new LinkedHashMap<>();
        private final Map<UUID, Long> used = new LinkedHashMap<>();
        private final Map<UUID, Integer> told = new LinkedHashMap<>();
        private final Map<UUID, Instant> months = new LinkedHashMap<>();

        @Override
        public List<Budgeted> all(Instant month) {
            return budgets.keySet().stream().map(id -> new Budgeted(id, id.equals(ACME) ? "acme" : "globex", of(id, month).orElseThrow(),
                    month.equals(months.get(id)) ? told.getOrDefault(id, 0) : 0)).toList();
        }

        @Override
        public Optional<UsageBudget> of(UUID tenant, Instant month) {
            return Optional.ofNullable(budgets.get(tenant)).map(each -> new UsageBudget(each.cpuHours(), each.suspends(), used.getOrDefault(tenant, 0L)));
        }

        @Override
        public void set(UUID tenant, int cpuHours, boolean suspends) {
            budgets.put(tenant, new UsageBudget(cpuHours, suspends, 0));
            months.remove(tenant);
        }

        @Override
        public void remove(UUID tenant) {
            budgets.remove(tenant);
        }

        @Override
        public List<String> owners(UUID tenant) {
            return List.of((tenant.equals(ACME) ? "acme" : "globex") + "@x.test");
        }

        @Override
        public void told(UUID tenant, Instant month, int level) {
            months.put(tenant, month);
            told.put(tenant, level);
        }
    }
}
