package dev.marina.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.marina.registry.cache.PullThrough;
import dev.marina.registry.control.Control;
import dev.marina.registry.gate.Gate;
import dev.marina.registry.storage.Commits;
import dev.marina.registry.storage.RegistryFiles;
import dev.marina.registry.storage.Removal;
import dev.marina.registry.storage.StoredBytes;
import dev.marina.registry.storage.StoredImages;
import dev.marina.registry.storage.Sweep;
import dev.marina.registry.token.TokenVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gate, wired.
public final class RegistryGate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryGate.class);
    private static final Duration SWEEPS = Duration.ofMinutes(30);
    /// So that one who deletes much is not answered by a sweep each time.
    private static final Duration LEAST_BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final HttpServer server;
    private final Optional<HttpServer> cache;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore wanted = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread sweeper;

    public RegistryGate(RegistryGateConfig config, Clock clock) throws IOException, GeneralSecurityException {
        RegistryFiles files = new RegistryFiles(config.storage());
        Commits commits = new Commits(clock);
        TokenVerifier tokens = new TokenVerifier(config.issuer(), config.service(), TokenVerifier.key(Files.readString(config.certificate())), clock);
        Gate gate = new Gate(tokens, new Gate.Challenge(config.realm(), config.service()), files, commits, config.registryPort(), clock);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port()), 0);
        server.setExecutor(threads);
        server.createContext("/v2", gate);
        server.createContext(Control.PATH,
                new Control(config.controlSecret(), new StoredImages(files), new StoredBytes(files), new Removal(files), gate, wanted::release));
        server.createContext("/healthz", exchange -> health(exchange, gate));
        cache = config.caches().isEmpty() ? Optional.empty() : Optional.of(cache(config, clock));
        sweeper = Thread.ofVirtual().name("sweep").unstarted(() -> sweep(new Sweep(files, commits, clock), gate));
    }

    private HttpServer cache(RegistryGateConfig config, Clock clock) throws IOException {
        HttpServer own = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.cachePort()), 0);
        own.setExecutor(threads);
        own.createContext("/", new PullThrough(config.caches(), config.cacheStorage(), config.cacheBytes(), clock));
        return own;
    }

    public RegistryGate start() {
        server.start();
        cache.ifPresent(HttpServer::start);
        sweeper.start();
        return this;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void health(HttpExchange exchange, Gate gate) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(gate.healthy() ? 200 : 503, -1);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(Sweep sweep, Gate gate) {
        try {
            do {
                boolean asked = wanted.tryAcquire(SWEEPS.toMillis(), TimeUnit.MILLISECONDS);
                wanted.drainPermits();
                try {
                    Sweep.Swept swept = sweep.run(gate::receives);
                    LOG.atInfo().addKeyValue("layers", swept.layers()).addKeyValue("contents", swept.contents()).addKeyValue("uploads", swept.uploads())
                            .addKeyValue("asked", asked).log("swept");
                } catch (IOException | RuntimeException failure) {
                    LOG.atWarn().setCause(failure).log("sweep failed");
                }
            } while (!closed.await(LEAST_BETWEEN_SWEEPS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        sweeper.interrupt();
        server.stop(1);
        cache.ifPresent(own -> own.stop(1));
        threads.close();
    }
}
