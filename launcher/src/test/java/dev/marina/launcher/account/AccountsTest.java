package dev.marina.launcher.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class AccountsTest {
    @Test
    void aUserIsFoundByItsWholeName() {
        List<String> passwd = List.of("root:x:0:0:root:/root:/bin/bash", "marina-a1b2c3-etcd2:x:990:990::/nonexistent:",
                "marina-a1b2c3-etcd:x:991:992:Marina:/nonexistent:/usr/sbin/nologin");

        assertEquals(Optional.of(new Account("marina-a1b2c3-etcd", 991, 992)), Accounts.find("marina-a1b2c3-etcd", passwd));
        assertEquals(Optional.empty(), Accounts.find("marina-a1b2c3", passwd));
    }

    @Test
    void aNameIsShortEnoughForLinux() {
        Arrays.stream(Part.values()).map(part -> part.userName("a1b2c3")).forEach(name -> assertEquals(name, name.substring(0, Math.min(32, name.length()))));
    }

    @Test
    void nothingStartsWithoutItsUser() {
        assertThrows(IllegalStateException.class, () -> Accounts.load(Path.of("/nonexistent/accounts.json")).of(Part.ETCD));
    }
}
