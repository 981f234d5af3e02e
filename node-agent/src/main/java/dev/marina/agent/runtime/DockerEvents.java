package dev.marina.agent.runtime;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the engine's events about one installation's containers on a thread of its own, through every restart of the engine.
final class DockerEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DockerEvents.class);
    private static final Duration RECONNECT = Duration.ofMillis(500);

    private final DockerEngine engine;
    private final String instance;
    private final DockerStates states;
    private final List<Consumer<RuntimeEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param states which no longer hold for a container that an event is about
    DockerEvents(DockerEngine engine, String instance, DockerStates states) {
        this.engine = engine;
        this.instance = instance;
        this.states = states;
    }

    DockerEvents start() {
        Thread.ofPlatform().daemon().name("docker-events").start(this::follow);
        return this;
    }

    void onEvent(Consumer<RuntimeEvent> listener) {
        listeners.add(listener);
    }

    private void follow() {
        while (closed.getCount() > 0) {
            try (ResultCallback.Adapter<Event> events = new ResultCallback.Adapter<>() {
                @Override
                public void onNext(Event event) {
                    forward(event);
                }

                @Override
                public void onStart(Closeable stream) {
                    super.onStart(stream);
                    engine.connectedAnew();
                    tell(new RuntimeEvent.Resync());
                }
            }) {
                engine.client().eventsCmd().withEventTypeFilter("container").withLabelFilter(Map.of(Labels.INSTANCE, instance)).exec(events);
                events.awaitCompletion();
            } catch (InterruptedException _) {
                return;
            } catch (Exception failure) {
                LOG.atDebug().setCause(failure).log("event stream of the container engine broke");
            }
            pause();
        }
    }

    private void pause() {
        try {
            closed.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(Event event) {
        String action = String.valueOf(event.getAction());
        if (action.startsWith("exec_") || action.equals("top") || action.equals("resize") || action.equals("attach")) {
            return;
        }
        states.forget(event.getId());
        if (event.getActor() != null && event.getActor().getAttributes() != null) {
            PodRef pod = Labels.pod(event.getActor().getAttributes());
            tell(new RuntimeEvent.PodChanged(pod.node(), pod.uid()));
        }
    }

    private void tell(RuntimeEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
