package dev.marina.apiserver.filter;

import dev.marina.api.StatusException;
import dev.marina.api.schedule.GoDuration;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Interrupts the thread of a request that takes longer than the server allows, or its client, except where long is what was asked for.
public final class Deadline implements Filter {

    private final Duration limit;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("deadlines").factory());

    public Deadline(Duration limit) {
        this.limit = limit;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        if (request.longRunning() || !(request.peer() instanceof Peer.Remote)) {
            return next.handle(request);
        }
        Duration allowed = allowed(request.query().text("timeout"));
        Thread thread = Thread.currentThread();
        AtomicBoolean late = new AtomicBoolean();
        Future<?> alarm = timer.schedule(() -> {
            late.set(true);
            thread.interrupt();
        }, allowed.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return next.handle(request);
        } catch (RuntimeException e) {
            if (late.get()) {
                throw new StatusException(504, "Timeout", "request did not complete within the allowed duration",
                        new StatusException.Details("", "", "", "", List.of(), 1));
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    /// What the client asks for, if that is less than what the server allows. apiserver's pkg/endpoints/filters/request_deadline.go
    private Duration allowed(String asked) {
        if (asked.isEmpty()) {
            return limit;
        }
        String amount = asked.replaceFirst("^[+-]", "");
        Duration wanted = (amount.equals("0") ? Optional.of(Duration.ZERO) : GoDuration.parse(amount)).orElseThrow(() -> StatusException.badRequest(
                "invalid timeout specified in the request URL - time: invalid duration \"%s\"".formatted(asked)));
        return asked.startsWith("-") || wanted.isZero() || wanted.compareTo(limit) > 0 ? limit : wanted;
    }
}
