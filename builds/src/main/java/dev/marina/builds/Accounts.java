package dev.marina.builds;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who is who in an image: its own `/etc/passwd` and `/etc/group`.
final class Accounts {

    private static final int NAME = 0;
    private static final int ID = 2;
    private static final int GROUP = 3;
    private static final int HOME = 5;
    private static final String NUMBER = "\\d{1,7}";

    private Accounts() {}

    /// @param name `user` or `user:group`, each a name or a number
    static Root.Owner owner(String name, List<String> passwd, List<String> group) {
        String[] parts = name.split(":", 2);
        Optional<String[]> account = passwd.stream().map(line -> line.split(":", -1)).filter(fields -> fields.length > HOME)
                .filter(fields -> fields[NAME].equals(parts[0]) || fields[ID].equals(parts[0])).findFirst();
        String id = account.map(fields -> fields[ID]).or(() -> Optional.of(parts[0])).filter(found -> found.matches(NUMBER))
                .orElseThrow(() -> new BuildFailure("the image has no user %s".formatted(parts[0])));
        String own = parts.length == 2 ? group(parts[1], group) : account.map(fields -> fields[GROUP]).filter(found -> found.matches(NUMBER)).orElse("0");
        Stream<String> member = group.stream().map(line -> line.split(":", -1)).filter(fields -> fields.length > GROUP && fields[ID].matches(NUMBER))
                .filter(fields -> account.isPresent() && List.of(fields[GROUP].split(",")).contains(account.get()[NAME])).map(fields -> fields[ID]);
        return new Root.Owner(id + ":" + own, Stream.concat(Stream.of(own), member).distinct().collect(Collectors.joining(",")),
                account.map(fields -> fields[HOME]).orElse("/"));
    }

    private static String group(String name, List<String> group) {
        return group.stream().map(line -> line.split(":", -1)).filter(fields -> fields.length > ID && fields[NAME].equals(name)).map(fields -> fields[ID])
                .findFirst().or(() -> Optional.of(name)).filter(found -> found.matches(NUMBER))
                .orElseThrow(() -> new BuildFailure("the image has no group %s".formatted(name)));
    }
}
