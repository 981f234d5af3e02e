package dev.marina.apiserver.validation;

import java.util.regex.Pattern;

/// IP addresses in text, without looking anything up.
final class Addresses {

    static final String RULE = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private static final Pattern FOUR = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern SIX = Pattern.compile("(?=.*:)[0-9a-fA-F:]{2,39}");

    private Addresses() {}

    static boolean valid(String text) {
        return FOUR.matcher(text).matches() || SIX.matcher(text).matches();
    }
}
