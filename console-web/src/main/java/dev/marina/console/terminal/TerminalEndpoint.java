package dev.marina.console.terminal;

import jakarta.servlet.ServletContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/// `/terminal`: a page's connection to one of its terminals, beside Vaadin's own, so that keys wait for no lock of the page. Binary messages are what is
/// typed and what was written, text messages what is told beside ([Said], [Heard]).
public final class TerminalEndpoint extends Endpoint {

    static final String PATH = "/terminal";
    private static final int MESSAGE_BYTES = 64 * 1024;
    private static final int TEXT_CHARACTERS = 1024;
    /// Only a terminal's own page tells how its screen is.
    private static final int SCREEN_CHARACTERS = 384 * 1024;

    private final Admissions admissions;

    TerminalEndpoint(Admissions admissions) {
        this.admissions = admissions;
    }

    /// While the web application starts.
    ///
    /// @param origin the console's own address, whose pages alone may connect
    public static void register(ServletContext context, String origin, Terminals terminals) {
        ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(TerminalEndpoint.class, PATH).configurator(new Admissions(origin, terminals)).build());
        } catch (DeploymentException e) {
            throw new IllegalStateException("terminals cannot be served", e);
        }
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Optional<Line> found = admissions.take(session.getRequestParameterMap());
        if (found.isEmpty()) {
            close(session, CloseReason.CloseCodes.VIOLATED_POLICY, "there is no such terminal");
            return;
        }
        session.setMaxBinaryMessageBufferSize(MESSAGE_BYTES);
        session.setMaxTextMessageBufferSize(found.get() instanceof Terminal ? SCREEN_CHARACTERS : TEXT_CHARACTERS);
        session.setMaxIdleTimeout(0);
        Line terminal = found.get();
        Connected browser = new Connected(session);
        session.getUserProperties().put(Connected.class.getName(), (Runnable) () -> terminal.detach(browser));
        session.addMessageHandler(byte[].class, (MessageHandler.Whole<byte[]>) bytes -> terminal.typed(browser, bytes));
        session.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> Heard.of(text).ifPresent(heard -> terminal.heard(browser, heard)));
        terminal.attach(browser, from(session));
    }

    private static long from(Session session) {
        try {
            return Long.parseLong(session.getRequestParameterMap().getOrDefault("from", java.util.List.of("0")).getFirst());
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        if (session.getUserProperties().get(Connected.class.getName()) instanceof Runnable detach) {
            detach.run();
        }
    }

    /// The connection is closed after it.
    @Override
    public void onError(Session session, Throwable error) {
        LoggerFactory.getLogger(TerminalEndpoint.class).atDebug().addKeyValue("why", String.valueOf(error.getMessage())).log("a terminal's page is lost");
    }

    private static void close(Session session, CloseReason.CloseCode code, String why) {
        try {
            session.close(new CloseReason(code, why));
        } catch (IOException | IllegalStateException _) {
            // It is closed already, which is what is wanted.
        }
    }

    /// What is told is little; whoever does not read it is not told for ever.
    private static final class Connected implements Browser {

        private static final int MOST_UNREAD = 500;

        private final Session session;
        private final AtomicInteger unread = new AtomicInteger();

        Connected(Session session) {
            this.session = session;
        }

        @Override
        public void output(byte[] bytes, Runnable sent) {
            try {
                session.getAsyncRemote().sendBinary(ByteBuffer.wrap(bytes), _ -> sent.run());
            } catch (IllegalStateException _) {
                // It is closing; another page may take its place.
            }
        }

        @Override
        public void say(Said said) {
            if (unread.incrementAndGet() > MOST_UNREAD) {
                leave("what is told is not read");
                return;
            }
            try {
                session.getAsyncRemote().sendText(said.json(), _ -> unread.decrementAndGet());
            } catch (IllegalStateException _) {
                // As above.
            }
        }

        /// The farewell waits for what is on its way, so nobody waits for it.
        @Override
        public void leave(String why) {
            Thread.startVirtualThread(() -> close(session, CloseReason.CloseCodes.NORMAL_CLOSURE, why));
        }
    }
}
