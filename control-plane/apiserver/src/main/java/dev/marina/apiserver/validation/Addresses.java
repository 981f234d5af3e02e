package dev.marina.apiserver.validation;

import dev.marina.api.net.IpAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// IP addresses in text, without looking anything up.
public final class Addresses {

    static final String RULE = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private static final Pattern FOUR = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern SIX = Pattern.compile("(?=.*:)[0-9a-fA-F:]{2,39}");

    private static final Pattern OLD_FOUR = Pattern.compile("0*(\\d{1,3})\\.0*(\\d{1,3})\\.0*(\\d{1,3})\\.0*(\\d{1,3})");
    private static final Pattern FOUR_IN_SIX = Pattern.compile("(?i)(?:::|(?:0{1,4}:){5})ffff:([0-9.]{7,15})");

    private Addresses() {}

    static boolean valid(String text) {
        return FOUR.matcher(text).matches() || SIX.matcher(text).matches();
    }

    /// Also one in a form that old fields take and not everybody reads alike. ParseIPSloppy in k8s.io/utils/net
    static Optional<IpAddress> read(String text) {
        return IpAddress.parse(text).or(() -> meant(text));
    }

    /// What is meant by one in such a form: with leading zeros, or an IPv4 address in IPv6's clothes.
    public static Optional<IpAddress> meant(String text) {
        Matcher inside = FOUR_IN_SIX.matcher(text);
        Matcher four = OLD_FOUR.matcher(inside.matches() ? inside.group(1) : text);
        return four.matches() ? IpAddress.parse("%s.%s.%s.%s".formatted(four.group(1), four.group(2), four.group(3), four.group(4))) : Optional.empty();
    }
}
