package dev.marina.tenancy.rest;

import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.procedure.Procedures;
import dev.marina.tenancy.usage.UsageMeter;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes on with what an earlier process, or a part of the platform that did not answer, left open; and measures what is used.
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

    private ScheduledFuture<?> ticking;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        ticking = executor.scheduleWithFixedDelay(this::tick, FIRST_AFTER_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
        attempt(publishing::settle);
        attempt(procedures::resume);
        attempt(meter::measure);
    }

    /// One by one: what fails holds nothing else up. An exception that leaves here would end the schedule.
    private static void attempt(Runnable recovery) {
        try {
            recovery.run();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("why", String.valueOf(e)).log("recovery waits for the next attempt");
        }
    }

    @PreDestroy
    void stop() {
        if (ticking != null) {
            ticking.cancel(true);
        }
    }
}
