import { Haptics } from './gobuttplug/gobuttplug-games.mjs';

const { client } = document.querySelector('gobuttplug-connect');
const haptics = new Haptics(client);
haptics.define('bounce', 'knock', { title: 'The ball hits a wall' });

class Bounce extends Phaser.Scene {
  create() {
    const ball = this.add.circle(240, 160, 24, 0xd8b4fe);
    this.physics.add.existing(ball);
    ball.body.setVelocity(260, 190).setBounce(1).setCollideWorldBounds(true, 1, 1, true);
    this.physics.world.on('worldbounds', () => haptics.play('bounce'));
    this.add.text(12, 12, 'P: pause', { color: '#f4f2f7' });
    this.input.keyboard.on('keydown-P', () => this.pause());
  }

  // Toys rest while the game does.
  pause() {
    if (this.physics.world.isPaused) {
      this.physics.resume();
      haptics.resume();
    } else {
      this.physics.pause();
      haptics.pause();
    }
  }
}

new Phaser.Game({ type: Phaser.CANVAS, parent: 'game', width: 480, height: 320, backgroundColor: '#1d2336', physics: { default: 'arcade' }, scene: Bounce });
