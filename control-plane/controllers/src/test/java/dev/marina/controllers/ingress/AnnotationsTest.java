package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationsTest {

    private static Annotations of(String... namesAndValues) {
        Map<String, String> annotations = new HashMap<>(Map.of("example.com/mine", "any; thing"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            annotations.put(Annotations.PREFIX + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Annotations(annotations);
    }

    @Test
    void withoutAnnotationsThingsAreAsInIngressNginx() {
        Annotations none = new Annotations(null);
        assertEquals(RouteOptions.NONE, none.options());
        assertEquals(List.of(), none.problems());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "proxy-read-timeout | 1m        | a number from 0 to 86400",
            "ssl-redirect       | yes       | true or false",
            "backend-protocol   | FCGI      | HTTP, HTTPS, GRPC or GRPCS",
            "proxy-body-size    | 8 MB      | a number with k, m, g or nothing behind it, such as 8m",
            "canary-weight      | 101       | at most 100",
            "session-cookie-name| a-b       | letters, digits and _",
            "rewrite-target     | /$host    | a path, in which only $1 to $9 stand for something",
            "enable-cors        | true      | none: there is no such annotation here",
    })
    void whatIsWrongIsToldByNameValueAndWhatWouldBeRight(String name, String value, String right) {
        Annotations annotations = of(name, value);
        assertTrue(!annotations.options().closed());
        assertEquals(List.of("annotation %s%s: \"%s\" is not done; right would be %s".formatted(Annotations.PREFIX, name, value, right)),
                annotations.problems());
    }

    @ParameterizedTest
    @CsvSource({"whitelist-source-range,everybody", "allowlist-source-range,''", "auth-type,digest", "auth-secret,other/users", "auth-url,http://x/",
            "configuration-snippet,deny all;"})
    void whatWouldKeepPeopleOutAndCannotBeHadKeepsEverybodyOut(String name, String value) {
        Annotations annotations = of(name, value);
        assertTrue(annotations.options().closed());
        assertTrue(annotations.problems().getFirst().endsWith("Its paths answer 503 until then"), annotations.problems().toString());
    }

    @Test
    void aPasswordWithoutAListOfUsersKeepsEverybodyOut() {
        assertTrue(of("auth-type", "basic").options().closed());
    }

    @Test
    void theNewerNameOfTheListCountsBeforeTheOlder() {
        assertEquals(List.of("10.0.0.0/8"), of("whitelist-source-range", "192.168.0.0/16", "allowlist-source-range", "10.1.2.3/8").options().allowed());
    }

    @Test
    void weightsAreParts() {
        assertEquals(25, of("canary", "true", "canary-weight", "50", "canary-weight-total", "200").options().canary().orElseThrow().percent());
        assertTrue(of("canary-weight", "50").options().canary().isEmpty());
    }
}
