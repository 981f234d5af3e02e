package dev.marina.console;

import com.github.mvysny.kaributesting.v10.LocatorJ;
import com.github.mvysny.kaributesting.v10.MockVaadin;
import com.github.mvysny.kaributesting.v10.Routes;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.server.VaadinServlet;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.WrappedHttpSession;
import dev.marina.console.feed.ClusterFeeds;
import dev.marina.console.feed.FeedLimits;
import dev.marina.console.kind.KindCatalogs;
import dev.marina.console.kube.ClusterHttp;
import dev.marina.console.login.FirstLogins;
import dev.marina.console.login.KeycloakTokens;
import dev.marina.console.login.LiveLogins;
import dev.marina.console.login.RealmKeys;
import dev.marina.console.rest.RestCalls;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.rest.WaysIn;
import dev.marina.console.settings.ConsoleConfig;
import dev.marina.console.shell.MainLayout;
import dev.marina.console.shell.Messages;
import dev.marina.console.terminal.Terminals;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/// The REST API and Keycloak as a page sees them, in this JVM, with a console that calls them.
public final class FakePlatform implements AutoCloseable {

    public static final String TOKEN = "/realms/marina/protocol/openid-connect/token";
    private static final Routes ROUTES = new Routes().autoDiscoverViews("dev.marina.console");
    private static final CountDownLatch NOT_HELD = new CountDownLatch(0);
    public static final String ISSUER = "https://k.test/realms/marina";

    /// `METHOD path body` of each request.
    public final List<String> asked = new CopyOnWriteArrayList<>();
    /// The queries of what was asked, as far as there was one.
    public final List<String> queries = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Answer> later = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    private final HttpServer server;
    private final Console console;

    private record Answer(int status, String body) {}

    /// Whose pages ask no cluster.
    public FakePlatform() throws IOException {
        this(null);
    }

    public FakePlatform(FakeCluster cluster) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        ConsoleConfig config = new ConsoleConfig("localhost", cluster == null ? 6443 : cluster.port(), "https://localhost:8080", url + "/api/v1", ISSUER, url,
                "secret", cluster == null ? Path.of("/m") : FakeCluster.home());
        RestCalls calls = new RestCalls(config);
        ClusterHttp http = cluster == null ? null : new ClusterHttp(config, timer);
        KeycloakTokens keycloak = new KeycloakTokens(config);
        LiveLogins logins = new LiveLogins();
        console = new Console(config, keycloak, new FirstLogins(keycloak, ISSUER, Clock.systemUTC()), logins, RealmKeys.of(keycloak),
                new Tenancy(calls), new WaysIn(calls), http,
                new ClusterFeeds(FeedLimits.STANDARD, timer), http == null ? null : new KindCatalogs(http, Clock.systemUTC()),
                new Terminals(logins, timer, Clock.systemUTC()), timer);
    }

    public Console console() {
        return console;
    }

    /// Opens Vaadin as a browser that is logged in, or not, would.
    public HttpSession open() {
        System.setProperty("vaadin.i18n.provider", Messages.class.getName());
        MockVaadin.setup(ROUTES);
        VaadinServlet.getCurrent().getServletContext().setAttribute(Console.class.getName(), console);
        return ((WrappedHttpSession) VaadinSession.getCurrent().getSession()).getHttpSession();
    }

    /// @param request `METHOD path`, below `/api/v1` but for Keycloak's
    public FakePlatform on(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        return this;
    }

    /// From the second time on.
    public FakePlatform afterwards(String request, int status, String body) {
        later.put(request, new Answer(status, body));
        return this;
    }

    /// Answers from now on only once this is counted down.
    public CountDownLatch hold(String request) {
        CountDownLatch latch = new CountDownLatch(1);
        held.put(request, latch);
        return latch;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().replaceFirst("^/api/v1", "");
        String request = exchange.getRequestMethod() + " " + path;
        asked.add(request + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Optional.ofNullable(exchange.getRequestURI().getQuery()).ifPresent(query -> queries.add(request + "?" + query));
        Answer answer = answers.getOrDefault(request, new Answer(404, "{\"detail\":\"no answer is prepared for " + request + "\"}"));
        Optional.ofNullable(later.remove(request)).ifPresent(next -> answers.put(request, next));
        try {
            held.getOrDefault(request, NOT_HELD).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.status() < 300 ? "application/json" : "application/problem+json");
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /// What Keycloak answers to whom it lets in.
    public static String tokens(String email, String issuer) {
        String claims = "{\"iss\":\"%s\",\"aud\":\"marina-console\",\"exp\":32503680000,\"email\":\"%s\"}".formatted(issuer, email);
        String id = "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".sig";
        return "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"id_token\":\"%s\",\"expires_in\":900}".formatted(id);
    }

    public static String tokens(String email) {
        return tokens(email, ISSUER);
    }

    /// Lets what was begun outside the page come back into it.
    public static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("not so within 20 s; the page says: " + (LocatorJ._find(MainLayout.class).isEmpty() ? "nothing" : shown()));
            }
            Thread.sleep(10);
            MockVaadin.runUIQueue();
        }
    }

    /// Where the page sends the browser, once it does.
    public static String location() throws InterruptedException {
        StringBuilder found = new StringBuilder();
        await(() -> {
            UI.getCurrent().getInternals().dumpPendingJavaScriptInvocations().stream().map(call -> call.getInvocation())
                    .filter(call -> call.getExpression().contains("window.open")).forEach(call -> found.append(call.getParameters().getFirst()));
            return !found.isEmpty();
        });
        return found.toString();
    }

    /// Goes to an address, with its query.
    public static void go(String address) {
        int query = address.indexOf('?');
        if (query < 0) {
            UI.getCurrent().navigate(address);
        } else {
            UI.getCurrent().navigate(address.substring(0, query), new Location(address).getQueryParameters());
        }
    }

    /// The button of the page that says this; there is one.
    public static Button button(String text) {
        return LocatorJ._get(Button.class, spec -> spec.withText(text));
    }

    /// Whether a button that says this may be pressed.
    public static boolean enabled(String text) {
        return LocatorJ._find(Button.class, spec -> spec.withText(text)).stream().anyMatch(Button::isEnabled);
    }

    /// The button of the page that has this name for whoever cannot see it.
    public static Button labelled(String label) {
        return LocatorJ._get(Button.class, spec -> spec.withPredicate(each -> label.equals(each.getAriaLabel().orElse(""))));
    }

    /// The words of the page.
    public static String shown() {
        return LocatorJ._get(MainLayout.class).getElement().getTextRecursively();
    }

    /// Pages leave their feeds before the timer, which the feeds use, ends.
    @Override
    public void close() {
        if (UI.getCurrent() != null) {
            MockVaadin.tearDown();
        }
        console.feeds().close();
        server.stop(0);
        timer.shutdownNow();
    }
}
