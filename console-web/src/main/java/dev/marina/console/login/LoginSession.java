package dev.marina.console.login;

import jakarta.servlet.http.HttpSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the session remembers between leaving for Keycloak and coming back.
final class LoginSession {

    private static final String WANTED = "marina.wanted";
    private static final String PENDING = "marina.pending-logins";
    private static final int MOST_TABS = 20;

    private final HttpSession session;

    LoginSession(HttpSession session) {
        this.session = session;
    }

    /// @param path of this console, from our own router: never from a parameter
    void want(String path) {
        session.setAttribute(WANTED, path);
    }

    String takeWanted() {
        String path = (String) session.getAttribute(WANTED);
        session.removeAttribute(WANTED);
        return path == null ? "clusters" : path;
    }

    void begin(LoginRequest request) {
        synchronized (this.session) {
            Map<String, LoginRequest> pending = new LinkedHashMap<>(pending());
            while (pending.size() >= MOST_TABS) {
                pending.remove(pending.keySet().iterator().next());
            }
            pending.put(request.state(), request);
            session.setAttribute(PENDING, pending);
        }
    }

    Optional<LoginRequest> end(String state) {
        synchronized (this.session) {
            Map<String, LoginRequest> pending = new LinkedHashMap<>(pending());
            LoginRequest request = pending.remove(state);
            session.setAttribute(PENDING, pending);
            return Optional.ofNullable(request);
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, LoginRequest> pending() {
        Object present = session.getAttribute(PENDING);
        return present == null ? Map.of() : (Map<String, LoginRequest>) present;
    }
}
