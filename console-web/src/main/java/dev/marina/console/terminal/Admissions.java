package dev.marina.console.terminal;

import dev.marina.console.login.Person;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may connect to which terminal: decided with the handshake, which alone has the login's session. The connection that follows is known by a
/// number that its page made up, together with the terminal's.
final class Admissions extends ServerEndpointConfig.Configurator {

    private final String origin;
    private final Terminals terminals;

    /// @param origin the console's own address
    Admissions(String origin, Terminals terminals) {
        this.origin = origin;
        this.terminals = terminals;
    }

    /// Another site's page must not speak in the name of whoever looks at it, though the browser sends our cookie along.
    @Override
    public boolean checkOrigin(String header) {
        return origin.equals(header);
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        admit(Person.in((HttpSession) request.getHttpSession()), request.getParameterMap());
    }

    void admit(Optional<Person> person, Map<String, List<String>> asked) {
        String number = first(asked, "n");
        if (!number.isEmpty()) {
            person.flatMap(one -> terminals.find(one, first(asked, "id"))).ifPresent(found -> found.admit(number));
        }
    }

    /// Once for each handshake. Empty where it was nobody's, or another's.
    Optional<Line> take(Map<String, List<String>> asked) {
        return terminals.admitted(first(asked, "id"), first(asked, "n"));
    }

    private static String first(Map<String, List<String>> asked, String name) {
        String value = asked.getOrDefault(name, List.of("")).getFirst();
        return value.length() > 64 ? "" : value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getEndpointInstance(Class<T> type) {
        return (T) new TerminalEndpoint(this);
    }
}
