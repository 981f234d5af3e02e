package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.store.Derived;
import dev.marina.store.Stored;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What is made of objects, once for each content of one of their parts, and forgotten with them. A status that
/// changes changes nothing here.
public final class Compiled<T> {

    private final String part;
    private final Function<Document, T> make;
    private final Derived<Stored, T> known = new Derived<>();
    private final Map<String, WeakReference<T>> byContent = new ConcurrentHashMap<>();

    /// @param part of an object, on which alone it depends what is made of it
    public Compiled(String part, Function<Document, T> make) {
        this.part = part;
        this.make = make;
    }

    public T of(Stored stored) {
        return known.of(stored, each -> byContent(Document.parse(each.bytes())));
    }

    private T byContent(Document object) {
        String content = object.at(part).toString();
        WeakReference<T> reference = byContent.get(content);
        T made = reference == null ? null : reference.get();
        if (made == null) {
            made = make.apply(object);
            byContent.values().removeIf(gone -> gone.get() == null);
            byContent.put(content, new WeakReference<>(made));
        }
        return made;
    }
}
