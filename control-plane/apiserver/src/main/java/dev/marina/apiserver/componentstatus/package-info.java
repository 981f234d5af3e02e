/// The deprecated `componentstatuses`, made when somebody asks.
package dev.marina.apiserver.componentstatus;
