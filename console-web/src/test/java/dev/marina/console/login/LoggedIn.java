package dev.marina.console.login;

import dev.marina.console.Console;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.KeycloakTokens.Grant;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;

/// Somebody who is logged in.
public final class LoggedIn {

    private LoggedIn() {}

    public static Person in(FakePlatform platform, HttpSession session, String email) {
        Console console = platform.console();
        Person person = new Person(new Person.Who(email, "subject-of-" + email, "login-of-" + email),
                new Grant.Granted("access", "refresh", "id", Duration.ofHours(1)), console.keycloak(), console.liveLogins(), Clock.systemUTC());
        person.keepIn(session);
        return person;
    }
}
