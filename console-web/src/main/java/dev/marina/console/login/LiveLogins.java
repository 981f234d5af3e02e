package dev.marina.console.login;

import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Who is logged in, in which sessions, so that Keycloak can end them.
public final class LiveLogins {

    private final Map<Person, HttpSession> sessions = new ConcurrentHashMap<>();
    private final List<Consumer<Person>> listeners = new CopyOnWriteArrayList<>();

    /// @param listener is told of each login that ends, however it does, at least once
    public void whenOver(Consumer<Person> listener) {
        listeners.add(listener);
    }

    void add(Person person, HttpSession session) {
        sessions.put(person, session);
    }

    void remove(Person person) {
        sessions.remove(person);
        listeners.forEach(listener -> listener.accept(person));
    }

    /// May be repeated.
    ///
    /// @return how many sessions there were
    int end(LogoutToken token) {
        List<Person> meant = sessions.keySet().stream().filter(person -> token.means(person.who())).toList();
        for (Person person : meant) {
            HttpSession session = sessions.remove(person);
            if (session != null) {
                invalidate(session);
            }
        }
        return meant.size();
    }

    private static void invalidate(HttpSession session) {
        try {
            session.invalidate();
        } catch (IllegalStateException _) {
            // It ended by itself meanwhile.
        }
    }
}
