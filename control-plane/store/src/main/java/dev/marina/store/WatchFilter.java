package dev.marina.store;

/// What a cursor wants to be woken for, as far as the window can index it. Label and other field selectors are applied by
/// the reader, who sees old and new fields of each event.
///
/// @param namespace "" for every namespace
/// @param field a selectable field that must have `value` before or after the change, or "" for none
public record WatchFilter(String namespace, String field, String value) {

    public static final WatchFilter EVERYTHING = new WatchFilter("", "", "");

    public static WatchFilter in(String namespace) {
        return new WatchFilter(namespace, "", "");
    }
}
