package dev.marina.console.shell;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.router.RouteNotFoundError;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/// An address that is no page.
@AnonymousAllowed
@ParentLayout(MainLayout.class)
public class NotFoundView extends RouteNotFoundError {

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFoundException> parameter) {
        Div card = new Div(new H2(getTranslation("notfound.title")), new Paragraph(getTranslation("notfound.text")),
                new Anchor("/", getTranslation("error.home")));
        card.addClassNames("card", "narrow");
        getElement().removeAllChildren();
        getElement().appendChild(card.getElement());
        return 404;
    }
}
