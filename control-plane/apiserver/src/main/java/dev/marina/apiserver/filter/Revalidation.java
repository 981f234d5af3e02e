package dev.marina.apiserver.filter;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Channels;
import dev.marina.store.StoreException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A watch lives for an hour, rights may not: before anything is written to a stream, who it is and whether they still may
/// are asked anew (at most twice a second). A stream of somebody who may no longer ends without another byte. Sessions (exec,
/// attach, port-forward) are asked about every second, whether anything passes or not; a token that was good when one began
/// may end before it, as upstream's may, but a membership or a role may not.
public final class Revalidation implements Filter {

    private static final Logger log = LoggerFactory.getLogger(Revalidation.class);

    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Duration BETWEEN_OF_SESSION = Duration.ofSeconds(1);
    private static final ApiHandler STILL_ALLOWED = _ -> ApiResponse.text(200, "");

    private final Clock clock;
    private final Function<Clock, ApiHandler> checksAt;
    private final ApiHandler checks;

    /// @param filters the filters that say who and whether, at the time of a clock
    public Revalidation(Clock clock, Function<Clock, List<Filter>> filters) {
        this.clock = clock;
        this.checksAt = time -> Filter.chain(filters.apply(time), STILL_ALLOWED);
        this.checks = checksAt.apply(clock);
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        return switch (next.handle(request)) {
            case ApiResponse.Stream stream -> stream.with(checked(request, stream.producer()));
            case ApiResponse.Relayed relayed -> new ApiResponse.Relayed(relayed.status(), relayed.fields(), checked(request, relayed.producer()));
            case ApiResponse.Upgrade upgrade -> new ApiResponse.Upgrade(new CheckedSession(watch(request), upgrade.session()));
            case ApiResponse.Switched switched -> {
                SessionWatch watch = watch(request);
                yield new ApiResponse.Switched(switched.fields(), client -> watch.during(client::close, () -> switched.relay().run(client)));
            }
            case ApiResponse other -> other;
        };
    }

    private SessionWatch watch(ApiRequest request) {
        return new SessionWatch(request, checksAt.apply(Clock.fixed(clock.instant(), clock.getZone())));
    }

    private ApiResponse.Producer checked(ApiRequest request, ApiResponse.Producer producer) {
        return producer.producedBy(sink -> producer.produce(new CheckedSink(request, sink)));
    }

    private final class CheckedSink implements ApiResponse.Sink {
        private final ApiRequest request;
        private final ApiResponse.Sink sink;
        private Instant checked = clock.instant();

        CheckedSink(ApiRequest request, ApiResponse.Sink sink) {
            this.request = request;
            this.sink = sink;
        }

        @Override
        public void started() {
            sink.started();
        }

        @Override
        public void write(List<byte[]> slices) throws IOException, InterruptedException {
            if (clock.instant().isAfter(checked.plus(BETWEEN))) {
                require();
                checked = clock.instant();
            }
            sink.write(slices);
        }

        private void require() throws IOException {
            try {
                checks.handle(request);
            } catch (RuntimeException e) {
                throw new IOException("the client may no longer read this: " + e.getMessage(), e);
            }
        }
    }

    private record CheckedSession(SessionWatch watch, ApiResponse.Session session) implements ApiResponse.Session {

        @Override
        public void run(Channels channels) throws IOException, InterruptedException {
            watch.during(channels::close, () -> session.run(channels));
        }

        @Override
        public String kind() {
            return session.kind();
        }
    }

    /// Somebody watches beside a session and closes its connection: both directions end with it.
    private record SessionWatch(ApiRequest request, ApiHandler checks) {

        @FunctionalInterface
        interface Action {
            void run() throws IOException, InterruptedException;
        }

        void during(Runnable close, Action session) throws IOException, InterruptedException {
            Thread watch = Thread.ofVirtual().name("revalidation").start(() -> closeWhenRefused(close));
            try {
                session.run();
            } finally {
                watch.interrupt();
            }
        }

        private void closeWhenRefused(Runnable close) {
            try {
                do {
                    Thread.sleep(BETWEEN_OF_SESSION);
                } while (allowed());
                log.atInfo().addKeyValue("request", request.id()).addKeyValue("path", request.path()).log("session ended: no longer allowed");
                close.run();
            } catch (InterruptedException _) {
                // the session is over
                Thread.currentThread().interrupt();
            }
        }

        /// A store that does not answer at the moment refuses nobody.
        private boolean allowed() {
            try {
                checks.handle(request);
                return true;
            } catch (StatusException refusal) {
                return refusal.code() >= 500;
            } catch (StoreException.NoSuchCluster gone) {
                return false;
            } catch (StoreException away) {
                return true;
            } catch (RuntimeException bug) {
                log.atError().addKeyValue("request", request.id()).setCause(bug).log("a session could not be judged and ends");
                return false;
            }
        }
    }
}
