package dev.marina.tenancy.usage;

import dev.marina.tenancy.mail.Mail;
import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.usage.BudgetRecords.Budgeted;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells owners when 80 and 95 per cent of a month's budget are used and when all of it is, and suspends the tenant then where they want that. Nothing is
/// ever deleted for it, and an owner who resumes the tenant is not suspended again within the month, unless the budget is changed.
///
/// A level is noted when it has been acted on: a process that ends in between leaves it due, so that a mail may come twice, and none is missed.
public final class BudgetWatch {

    private static final Logger LOG = LoggerFactory.getLogger(BudgetWatch.class);

    private final BudgetRecords records;
    private final Consumer<UUID> suspend;
    private final Mailer mailer;
    private final String consoleUrl;
    private final Clock clock;

    /// @param suspend suspends a tenant; may be repeated
    public BudgetWatch(BudgetRecords records, Consumer<UUID> suspend, Mailer mailer, String consoleUrl, Clock clock) {
        this.records = records;
        this.suspend = suspend;
        this.mailer = mailer;
        this.consoleUrl = consoleUrl;
        this.clock = clock;
    }

    /// Does what is due. May be called at any time, any number of times; a tenant that fails holds no other up.
    public void sweep() {
        Instant month = UsageBudget.month(clock.instant());
        for (Budgeted each : records.all(month)) {
            int level = each.budget().toTell(each.told());
            if (level > 0) {
                try {
                    act(each, level, month);
                } catch (RuntimeException e) {
                    LOG.atWarn().addKeyValue("tenant", each.tenant()).addKeyValue("why", e.getMessage()).log("a budget waits for the next attempt");
                }
            }
        }
    }

    private void act(Budgeted each, int level, Instant month) {
        boolean ends = each.budget().usedUp() && each.budget().suspends();
        if (ends) {
            suspend.accept(each.id());
            LOG.atInfo().addKeyValue("tenant", each.tenant()).log("tenant suspended by its budget");
        }
        records.owners(each.id()).forEach(owner -> mailer.send(mail(owner, each, level, ends)));
        records.told(each.id(), month, level);
    }

    private Mail mail(String owner, Budgeted each, int level, boolean ends) {
        return new Mail(owner, "Your tenant %s at Marina has used %d %% of its budget".formatted(each.tenant(), level), """
                The tenant %s, of which you are an owner, has used %.1f of the %d processor hours that are its budget for this month.

                %s

                What it uses, and its budget: %s/tenants/%s/usage""".formatted(each.tenant(), each.budget().usedHours(), each.budget().cpuHours(),
                ends
                        ? "It is suspended now, as its budget says: its clusters refuse every request and have no nodes. Everything that\nis stored stays. Raise the budget and resume the tenant to go on."
                        : each.budget().suspends()
                                ? "When all of it is used the tenant is suspended: nothing runs then, and everything that is stored stays."
                                : "Nothing else follows from it.",
                consoleUrl, each.tenant()));
    }
}
