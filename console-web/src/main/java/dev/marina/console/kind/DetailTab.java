package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A part of an object's page.
public interface DetailTab {

    /// The tabs of a kind, in order.
    ///
    /// @param page on which they are
    static List<DetailTab> of(KindRef kind, Supplier<WhyTab.Page> page) {
        Stream<DetailTab> logs = LogsTab.fits(kind) ? Stream.of(new LogsTab(kind, page)) : Stream.empty();
        Stream<DetailTab> usage = UsageTab.fits(kind) ? Stream.of(new UsageTab(kind, () -> page.get().api())) : Stream.empty();
        Stream<DetailTab> application = ApplicationTab.fits(kind)
                ? Stream.of(new ApplicationTab(page), new RevisionsTab(page), new EnvironmentTab(page))
                : Stream.empty();
        Stream<DetailTab> addOn = AddOnTab.fits(kind) ? Stream.of(new AddOnTab(page)) : Stream.empty();
        return Stream.of(application, addOn, Stream.of(new FactsTab(), new WhyTab(kind, page), new CourseTab(kind, page)), logs, usage,
                Stream.of(new RelatedTab(kind, page), new EventsTab(), new EditTab(kind, () -> page.get().api()))).flatMap(one -> one).toList();
    }

    String titleKey();

    Component content();

    /// Another object stands in the page from now on.
    default void begin(Row row, Follow follow) {}

    /// The object as it is now.
    default void show(JsonNode object, Row row) {}

    /// Whether it is the tab that is looked at, from now on.
    default void seen(boolean open) {}

    /// The part of [#titleKey] under which an address names it.
    default String address() {
        return titleKey().substring(titleKey().lastIndexOf('.') + 1);
    }

    /// A list that the tab wants to see for as long as the page is open.
    interface Follow {
        void list(String path, String fieldSelector, Consumer<Rows> listener);
    }
}
