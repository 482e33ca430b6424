export const FILE = 'orders-tools.json';
export const KEYWORDS = 'type, description, properties, required, items';
