// The menu of further pages closes as other lists do.
import "./menus.js";
