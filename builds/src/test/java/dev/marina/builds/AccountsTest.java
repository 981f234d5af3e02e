package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {

    private static final List<String> PASSWD = List.of("root:x:0:0:root:/root:/bin/sh", "ann:x:7:8::/home/ann:/bin/sh", "broken");
    private static final List<String> GROUP = List.of("root:x:0:", "staff:x:50:bob,ann", "ann:x:8:", "odd:x:$(id):ann");

    @ParameterizedTest
    @CsvSource({"ann, 7:8, '8,50', /home/ann", "7, 7:8, '8,50', /home/ann", "ann:staff, 7:50, 50, /home/ann", "1234, 1234:0, 0, /", "1234:99, 1234:99, 99, /"})
    void namesAreTheImages(String name, String ids, String groups, String home) {
        assertEquals(new Root.Owner(ids, groups, home), Accounts.owner(name, PASSWD, GROUP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve", "ann:nobody", "-1", "0;x", "99999999"})
    void whoeverIsUnknownIsNamed(String name) {
        assertThrows(BuildFailure.class, () -> Accounts.owner(name, PASSWD, GROUP));
    }
}
