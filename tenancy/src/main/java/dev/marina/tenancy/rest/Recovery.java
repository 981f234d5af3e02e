package dev.marina.tenancy.rest;

import dev.marina.tenancy.lifecycle.Expiry;
import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.procedure.Procedures;
import dev.marina.tenancy.teaching.ClassClosing;
import dev.marina.tenancy.tenant.Tenants;
import dev.marina.tenancy.usage.BudgetWatch;
import dev.marina.tenancy.usage.UsageMeter;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes on with what an earlier process, or a part of the platform that did not answer, left open; measures what is used, and ends what has an end.
@ApplicationScoped
public class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int FIRST_AFTER_SECONDS = 1;
    private static final int EVERY_SECONDS = 5;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private Procedures procedures;

    @Inject
    private Publishing publishing;

    @Inject
    private UsageMeter meter;

    @Inject
    private Expiry expiry;

    @Inject
    private ClassClosing closing;

    @Inject
    private BudgetWatch budgets;

    @Inject
    private Tenants tenants;

    private List<ScheduledFuture<?>> ticking = List.of();

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        // What queries need is loaded here, by one thread and before anybody asks: several at once were seen to leave it broken for good.
        attempt(tenants::ping);
        // Each by itself: what fails, or waits for somebody who does not answer, holds nothing else up.
        ticking = Stream.<Runnable>of(publishing::settle, procedures::resume, meter::measure, expiry::sweep, closing::sweep, budgets::sweep)
                .<ScheduledFuture<?>>map(
                        recovery -> executor.scheduleWithFixedDelay(() -> attempt(recovery), FIRST_AFTER_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS))
                .toList();
    }

    /// What leaves here would end the schedule.
    private static void attempt(Runnable recovery) {
        try {
            recovery.run();
        } catch (LinkageError broken) {
            LOG.atError().setCause(broken).log("recovery lacks a part of this program");
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("why", String.valueOf(e)).log("recovery waits for the next attempt");
        }
    }

    @PreDestroy
    void stop() {
        ticking.forEach(schedule -> schedule.cancel(true));
    }
}
