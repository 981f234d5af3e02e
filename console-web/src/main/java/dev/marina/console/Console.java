package dev.marina.console;

import com.vaadin.flow.server.VaadinServlet;
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
import dev.marina.console.terminal.TerminalEndpoint;
import dev.marina.console.terminal.Terminals;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.LoggerFactory;

/// How the parts are put together: one of each for the whole web application.
///
/// @param timer one thread that ends with the application; it only says when
public record Console(ConsoleConfig config, KeycloakTokens keycloak, FirstLogins firstLogins, LiveLogins liveLogins, RealmKeys realmKeys, Tenancy tenancy,
        WaysIn waysIn, ClusterHttp http, ClusterFeeds feeds, KindCatalogs catalogs, Terminals terminals,
        ScheduledExecutorService timer) {

    public static Console of(ServletContext context) {
        return (Console) context.getAttribute(Console.class.getName());
    }

    /// In a view, during a request.
    public static Console current() {
        return of(VaadinServlet.getCurrent().getServletContext());
    }

    @WebListener
    public static class Start implements ServletContextListener {

        /// The server's managed executor would be the natural one. Deployed on Payara Micro 6.2025.10 it took what pages gave it and never ran it,
        /// without a word.
        private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("console-timer").factory());

        @Override
        public void contextInitialized(ServletContextEvent event) {
            ConsoleConfig config = ConsoleConfig.from(System.getenv());
            LoggerFactory.getLogger(Console.class).atInfo().addKeyValue("settings", config).log("console configured");
            RestCalls calls = new RestCalls(config);
            ClusterHttp http = new ClusterHttp(config, timer);
            KeycloakTokens keycloak = new KeycloakTokens(config);
            LiveLogins logins = new LiveLogins();
            Terminals terminals = new Terminals(logins, timer, Clock.systemUTC());
            TerminalEndpoint.register(event.getServletContext(), config.consoleUrl(), terminals);
            event.getServletContext().setAttribute(Console.class.getName(),
                    new Console(config, keycloak, new FirstLogins(keycloak, config.issuer(), Clock.systemUTC()), logins,
                            RealmKeys.of(keycloak), new Tenancy(calls), new WaysIn(calls), http, new ClusterFeeds(FeedLimits.STANDARD, timer),
                            new KindCatalogs(http, Clock.systemUTC()), terminals, timer));
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            of(event.getServletContext()).terminals().close();
            of(event.getServletContext()).feeds().close();
            timer.shutdownNow();
        }
    }
}
